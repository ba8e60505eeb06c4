import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { isCharacter, strokeOf } from '../../lib/hotkeys/keys.ts';
import { SEQUENCE_MS } from '../../lib/hotkeys/sequence.ts';
import { IS_MAC } from '../../lib/hotkeys/shortcuts.ts';

/**
 * Takes keys that are pressed on a button as the new keys of an action: one, or two characters one after another. Esc,
 * Tab and going away leave it as it is; Backspace and Delete take the keys away.
 * @param onRecorded null: no keys.
 */
export function useKeyRecorder(onRecorded: (keys: string | null) => void): {
  readonly isRecording: boolean;
  readonly start: () => void;
  readonly stop: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
} {
  const [isRecording, setRecording] = useState(false);
  const first = useRef<string | null>(null);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(waiting.current), []);
  const stop = (): void => {
    clearTimeout(waiting.current);
    first.current = null;
    setRecording(false);
  };
  const end = (keys: string | null): void => {
    stop();
    onRecorded(keys);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isRecording) return;
    if (event.key === 'Tab') return stop();
    const stroke = strokeOf(event.nativeEvent, IS_MAC);
    if (stroke === null) return;
    // Neither presses the button, nor does what it does elsewhere.
    event.preventDefault();
    // Enter, still held down from pressing the button.
    if (event.repeat) return;
    if (stroke === 'Escape') return stop();
    if (stroke === 'Backspace' || stroke === 'Delete') return end(null);
    const before = first.current;
    if (before !== null || !isCharacter(stroke)) return end(before === null ? stroke : `${before} ${stroke}`);
    first.current = stroke;
    waiting.current = setTimeout(end, SEQUENCE_MS, stroke);
  };
  return { isRecording, start: () => setRecording(true), stop, onKeyDown };
}
