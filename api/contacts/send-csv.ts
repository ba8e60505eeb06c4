import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/**
 * Streams a file as it is made, no faster than it is taken. Who goes away in the middle is no failure; a failure of ours
 * breaks the answer off, so that a part is not taken for the whole.
 */
export async function sendCsv(response: Response, name: string, rows: AsyncIterable<string>): Promise<void> {
  response
    .type('text/csv')
    .set({ 'content-disposition': `attachment; filename="${name}"`, 'cache-control': 'private, no-store' });
  try {
    await pipeline(Readable.from(rows), response);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
