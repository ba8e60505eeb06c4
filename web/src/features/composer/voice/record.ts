import { VOICE_NOTE } from '../../../lib/outbox/index.ts';
import { oggOf } from './ogg-opus.ts';
import { readOpus } from './webm-opus.ts';

const [WEBM, OGG, MP4] = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'] as const;
/** The first that the browser has. As MP4 it is a recording, and no voice note. */
const TYPES = [OGG, WEBM, MP4] as const;

/** What was recorded, as a file that WhatsApp takes. @throws when it cannot be read. */
async function fileOf(chunks: readonly Blob[], type: string): Promise<File> {
  if (type === MP4) return new File([...chunks], 'recording.m4a', { type: 'audio/mp4' });
  const content =
    type === WEBM ? oggOf(readOpus(new Uint8Array(await new Blob([...chunks]).arrayBuffer()))) : [...chunks];
  return new File(content, VOICE_NOTE, { type: 'audio/ogg' });
}

export interface Recording {
  /** Ends it. @returns the file; null: there is nothing in it. @throws when it cannot be read. */
  readonly stop: () => Promise<File | null>;
}

/** Begins to record one's voice. @throws when the browser may not, or cannot. */
export async function record(): Promise<Recording> {
  const type = TYPES.find(each => MediaRecorder.isTypeSupported(each));
  if (type === undefined) throw new DOMException('No type fits.', 'NotSupportedError');
  // As WhatsApp plays voice notes: mono.
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  const silence = (): void => {
    for (const track of stream.getTracks()) track.stop();
  };
  const recorder = begunWith(stream, type, silence);
  const chunks: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => {
    if (data.size > 0) chunks.push(data);
  });
  const ended = new Promise<void>(resolve => recorder.addEventListener('stop', () => resolve()));
  return {
    stop: async () => {
      // It may have ended by itself, with the microphone.
      if (recorder.state !== 'inactive') recorder.stop();
      await ended;
      silence();
      return chunks.length === 0 ? null : fileOf(chunks, type);
    },
  };
}

/** A recorder that runs. @param silence switches the microphone off, where there is none. */
function begunWith(stream: MediaStream, mimeType: string, silence: () => void): MediaRecorder {
  try {
    const recorder = new MediaRecorder(stream, { mimeType });
    recorder.start();
    return recorder;
  } catch (error) {
    silence();
    throw error;
  }
}
