import { ask, make } from './elements.js';

/** What WhatsApp takes, the best first. */
const TYPES = ['audio/ogg;codecs=opus', 'audio/mp4'];

/** Records what is said until one presses Send. @returns a file; null: put aside. @throws where nothing can be recorded. */
export async function recordVoice() {
  const type = TYPES.find(each => globalThis.MediaRecorder?.isTypeSupported(each));
  if (type === undefined) throw new Error('This browser records nothing that WhatsApp takes; attach an audio file.');
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream, { mimeType: type });
  const parts = [];
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
  recorder.start();
  const answer = await ask('Voice message', [make('p', { textContent: 'Recording …' })]);
  const ended = new Promise(resolve => recorder.addEventListener('stop', resolve));
  recorder.stop();
  await ended;
  for (const track of stream.getTracks()) track.stop();
  return answer === null ? null : new File(parts, 'voice', { type: type.split(';')[0] });
}
