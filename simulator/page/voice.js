import { ask, field, make } from './elements.js';

/** What WhatsApp takes, the best first. */
const TYPES = ['audio/ogg;codecs=opus', 'audio/mp4'];

/** Records what is said until one presses Send; a browser that cannot asks for a recording. @returns a file; null: put aside. */
export async function recordVoice() {
  const type = TYPES.find(each => globalThis.MediaRecorder?.isTypeSupported(each));
  if (type === undefined) return chosenVoice();
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

/** Chromium records WebM alone, which WhatsApp does not take. */
async function chosenVoice() {
  const given = await ask('Voice message', [
    make('p', { textContent: 'This browser records nothing that WhatsApp takes.' }),
    field('Recording (Opus in OGG, or M4A)', 'file', { type: 'file', accept: '.ogg,.opus,.m4a,audio/ogg,audio/mp4' }),
  ]);
  if (given === null) return null;
  return new File([given.file], 'voice', { type: /\.m4a$/i.test(given.file.name) ? 'audio/mp4' : 'audio/ogg' });
}
