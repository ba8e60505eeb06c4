/** Runs in a process of its own: reads a file's magic bytes, whether it is text, how long it plays; decodes pictures. Watched from outside. */
import { fileTypeFromFile } from 'file-type';
import { parseFile } from 'music-metadata';
import type { MediaKind } from '../../../domain/whatsapp/media.ts';
import { serve } from '../../watched/serve.ts';
import { readFileLazily } from '../read-file.ts';
import type { Inspection, InspectionOrder, Looked } from './inspector.ts';
import { readPicture } from './picture.ts';

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

async function inspect(file: string, kind: MediaKind): Promise<Inspection> {
  const found = await fileTypeFromFile(file).catch(() => undefined);
  const plays = kind === 'audio' || kind === 'video';
  return { foundMime: found?.mime ?? null, isText: kind === 'document' && found === undefined && (await isText(file)), durationMs: plays && found !== undefined ? await durationMs(file) : null };
}

serve(async ({ file, kind }: InspectionOrder): Promise<Looked> => (kind === null ? { picture: await readPicture(file) } : { inspection: await inspect(file, kind) }));
