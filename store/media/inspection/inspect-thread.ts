/** Runs in a thread of its own: reads a file's magic bytes, whether it is text, and how long it plays. Its time is limited from outside. */
import { parentPort } from 'node:worker_threads';
import { fileTypeFromFile } from 'file-type';
import { parseFile } from 'music-metadata';
import { inBackground } from '../../../config/process/background.ts';
import { readFileLazily } from '../read-file.ts';
import type { Inspection, InspectionOrder } from './inspector.ts';

async function isText(file: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const bytes of readFileLazily(file)) if (decoder.decode(bytes, { stream: true }).includes('\u0000')) return false;
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

async function durationMs(file: string): Promise<number | null> {
  try {
    const { format } = await parseFile(file, { duration: true, skipCovers: true });
    return format.duration === undefined || !Number.isFinite(format.duration) ? null : Math.round(format.duration * 1000);
  } catch {
    return null;
  }
}

async function inspect({ file, kind }: Omit<InspectionOrder, 'id'>): Promise<Omit<Inspection, 'id'>> {
  const found = await fileTypeFromFile(file).catch(() => undefined);
  const plays = kind === 'audio' || kind === 'video';
  return { foundMime: found?.mime ?? null, isText: kind === 'document' && found === undefined && (await isText(file)), durationMs: plays && found !== undefined ? await durationMs(file) : null };
}

parentPort?.on('message', ({ id, ...order }: InspectionOrder) => {
  inBackground('inspecting a file', inspect(order).then(result => parentPort?.postMessage({ id, ...result } satisfies Inspection)));
});
