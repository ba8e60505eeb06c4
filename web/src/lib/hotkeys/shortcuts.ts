import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import { signal } from '../signals.ts';
import type { ActionId } from './actions.ts';
import { ACTION_IDS, repeats } from './actions.ts';
import { strokeOf } from './keys.ts';
import { keySettings } from './own-settings.ts';
import type { Pending } from './sequence.ts';
import { step } from './sequence.ts';
import { activeStrokes } from './settings.ts';
import type { Where } from './where.ts';
import { innermostFirst, mayRun } from './where.ts';

/** Whether Cmd takes the place of Ctrl. */
export const IS_MAC = /Mac OS X|iPhone|iPad/.test(navigator.userAgent);

interface Binding {
  readonly id: ActionId;
  readonly run: () => void;
  readonly within: RefObject<HTMLElement | null> | undefined;
}

/** In the order in which they came. */
const bindings: Binding[] = [];
/** What keys can do now, in the order of the registry. */
export const boundActions = signal<readonly ActionId[]>([]);

const TAKES_KEYS = [
  ...['input', 'textarea', 'select', '[contenteditable]:not([contenteditable="false"])'],
  ...['textbox', 'searchbox', 'combobox', 'menu', 'menubar', 'slider', 'spinbutton'].map(role => `[role="${role}"]`),
].join(', ');
const PRESSABLE = [
  ...['button', 'a[href]', 'summary'],
  ...['button', 'link', 'tab', 'switch', 'checkbox', 'radio'].map(role => `[role="${role}"]`),
].join(', ');
const DIALOG = '[role="dialog"], [role="alertdialog"], dialog[open]';

/** Whether one is shown: what is kept for later is not. */
function hasDialog(): boolean {
  // jsdom does not know whether something can be seen.
  const isShown = (element: Element): boolean => !('checkVisibility' in element) || element.checkVisibility();
  return [...document.querySelectorAll(DIALOG)].some(isShown);
}

let hadDialog = false;
/** A dialog that is closed by a key has gone when the key comes to us; it is not to do anything else as well. */
function look(): void {
  hadDialog = hasDialog();
}

/** How many boxes are to have the keyboard as soon as they are there. */
let awaited = 0;
/** Until it is ended, letters are meant for a box that is still to come, and do nothing else. @returns how to end it. */
export function awaitBox(): () => void {
  awaited += 1;
  let isOver = false;
  return () => {
    if (!isOver) awaited -= 1;
    isOver = true;
  };
}

let pending: Pending | null = null;

function onKeyDown(event: KeyboardEvent): void {
  // Somebody nearer has used it.
  if (event.defaultPrevented) return;
  const stroke = strokeOf(event, IS_MAC);
  if (stroke === null) return;
  const [target] = event.composedPath();
  const element = target instanceof Element ? target : document.body;
  const where: Where = {
    takesKeys: awaited > 0 || element.closest(TAKES_KEYS) !== null,
    isPressable: element.closest(PRESSABLE) !== null,
    hasDialog: hadDialog,
  };
  const possible = innermostFirst(bindings)
    .filter(({ within }) => within === undefined || within.current?.contains(element) === true)
    .filter(({ within }) => mayRun(stroke, where, within !== undefined))
    .map(({ id, run }) => ({ id, run, strokes: activeStrokes(id, keySettings.get()) }))
    .filter(({ strokes }) => strokes.length > 0);
  const next = step(pending, stroke, event.timeStamp, possible);
  pending = next.pending;
  if (next.run === null || (event.repeat && !repeats(next.run.id))) return;
  event.preventDefault();
  next.run.run();
}

function changed(): void {
  boundActions.set(ACTION_IDS.filter(id => bindings.some(each => each.id === id)));
}

function bind(binding: Binding): () => void {
  if (bindings.length === 0) {
    window.addEventListener('keydown', look, { capture: true });
    window.addEventListener('keydown', onKeyDown);
  }
  bindings.push(binding);
  changed();
  return () => {
    bindings.splice(bindings.indexOf(binding), 1);
    changed();
    if (bindings.length > 0) return;
    window.removeEventListener('keydown', look, { capture: true });
    window.removeEventListener('keydown', onKeyDown);
  };
}

/** Does what the keys of an action would do, as the palette does. Nothing when it is not bound. */
export function runAction(id: ActionId): void {
  innermostFirst(bindings)
    .find(each => each.id === id)
    ?.run();
}

interface Shortcut {
  readonly id: ActionId;
  readonly run: () => void;
  /** False: the action cannot be done now; its keys are free for whoever else wants them. */
  readonly enabled?: boolean;
  /**
   * It is bound to this part of the page: only keys that are pressed in there count, and Esc and Enter count also in the
   * boxes of it.
   */
  readonly within?: RefObject<HTMLElement | null>;
}

/** Binds an action of the registry as long as the component is shown. */
export function useShortcut({ id, run, enabled = true, within }: Shortcut): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => (enabled ? bind({ id, run: () => latest.current(), within }) : undefined), [id, enabled, within]);
}
