/**
 * The program of the watched child process: reads a file's magic bytes, whether it is text, and its duration; decodes
 * pictures.
 */
import { fileTypeFromFile } from 'file-type';
import { parseFile } from 'music-metadata';
import type { MediaKind } from '../../../domain/whatsapp/media.ts';
import { serve } from '../../watched/serve.ts';
import type { Inspection, InspectionOrder, Looked } from './inspector.ts';
import { readTraits } from './traits.ts';
import { readPicture } from './picture.ts';

async function durationMs(file: string): Promise<number | null> {
  try {
    const { format } = await parseFile(file, { duration: true, skipCovers: true });
    return format.duration === undefined || !Number.isFinite(format.duration)
      ? null
      : Math.round(format.duration * 1000);
  } catch {
    return null;
  }
}

async function inspect(file: string, kind: MediaKind): Promise<Inspection> {
  const magic = (await fileTypeFromFile(file).catch(() => undefined))?.mime ?? null;
  const { found, isUtf8, traits } = await readTraits(file, magic);
  const plays = kind === 'audio' || kind === 'video' || /^(audio|video)\//.test(found ?? '');
  const duration = plays && found !== null ? await durationMs(file) : null;
  // An MPEG audio frame is recognised by only eleven bits, so a document counts as audio only if it has a duration.
  const isByChance = kind === 'document' && found === 'audio/mpeg' && duration === null;
  return {
    foundMime: isByChance ? null : found,
    isText: kind === 'document' && found === null && isUtf8,
    durationMs: duration,
    traits,
  };
}

serve(async ({ file, kind }: InspectionOrder): Promise<Looked> =>
  kind === null ? { picture: await readPicture(file) } : { inspection: await inspect(file, kind) },
);
