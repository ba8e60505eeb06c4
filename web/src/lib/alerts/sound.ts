/** What an offer sounds like: two tones, made here. */

/** Hertz, and seconds after the beginning. */
const TONES = [
  { pitch: 880, at: 0 },
  { pitch: 1174.66, at: 0.16 },
] as const;
/** Seconds that a tone takes to die away. */
const LENGTH = 0.5;
const LOUDNESS = 0.2;
/** Exponential ramps cannot reach zero. */
const SILENCE = 0.0001;

/** Whether the browser lets the page be heard: not before somebody has pressed something in it. */
const canSound = (): boolean => !('userActivation' in navigator) || navigator.userActivation.hasBeenActive;

/** Waits until the page can be heard, and then does something, once. @returns how to stop waiting. */
export function onceHeard(run: () => void): () => void {
  const events = ['pointerup', 'keydown'] as const;
  const stop = (): void => {
    for (const event of events) window.removeEventListener(event, look);
  };
  const look = (): void => {
    if (!canSound()) return;
    stop();
    run();
  };
  for (const event of events) window.addEventListener(event, look);
  look();
  return stop;
}

/** Plays it once. A computer without a voice stays silent. */
export async function playSound(): Promise<void> {
  try {
    const context = new AudioContext();
    if (context.state !== 'running') await context.resume();
    const begin = context.currentTime;
    for (const { pitch, at } of TONES) {
      const tone = new OscillatorNode(context, { frequency: pitch });
      const gain = new GainNode(context, { gain: SILENCE });
      gain.gain.setValueAtTime(SILENCE, begin + at);
      gain.gain.exponentialRampToValueAtTime(LOUDNESS, begin + at + 0.02);
      gain.gain.exponentialRampToValueAtTime(SILENCE, begin + at + LENGTH);
      tone.connect(gain).connect(context.destination);
      tone.start(begin + at);
      tone.stop(begin + at + LENGTH);
      // It holds the computer's voice until it is closed.
      if (at === TONES.at(-1)?.at) tone.onended = () => void context.close();
    }
  } catch {
    // The toast and the notice tell it, too.
  }
}
