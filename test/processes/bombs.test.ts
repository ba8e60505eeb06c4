/**
 * A file that expands, nests or repeats excessively affects only its own reading: it is refused, and the next file is
 * read.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Extractor } from '../../activities/knowledge/extract/extractor.ts';
import { BOMBS, docx, paragraph } from '../support/bombs.ts';
import { watchResident } from '../support/resident.ts';

const MEGABYTE = 2 ** 20;
const honest = {
  mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  bytes: docx(paragraph('The buffalo lamp shines.')),
  url: null,
};
let extractor: Extractor;
beforeAll(() => void (extractor = new Extractor()));
afterAll(() => extractor.close());

describe('bombs', () => {
  test.each([...BOMBS])('%s', async (_name, { mime, make, codes }) => {
    const bytes = make();
    const stop = await watchResident();
    const outcome = await extractor.extract({ mime, bytes, url: null }, { share: 'a tenant' });
    const more = await stop();
    expect(codes).toContain(outcome.ok ? `read: ${outcome.body.slice(0, 100)}` : outcome.code);
    expect(Math.round(more / MEGABYTE)).toBeLessThanOrEqual(300);
    expect(await extractor.extract(honest, { share: 'another' })).toMatchObject({
      ok: true,
      body: 'The buffalo lamp shines.',
    });
  });
});

test('a file that is given up is nobody’s fault: it has no code, and what was given up is said', async () => {
  await expect(extractor.extract(honest, { signal: AbortSignal.abort(new Error('nobody waits')) })).rejects.toThrow(
    'nobody waits',
  );
});
