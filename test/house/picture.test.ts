import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { architecturePicture } from '../../ops/docs/picture.ts';
import { root } from '../../ops/root.ts';

test('the picture in the documentation shows what imports what (UPDATE_SNAPSHOT=1 draws it anew)', () => {
  const file = join(root, 'docs/architecture.md');
  const before = readFileSync(file, 'utf8');
  const drawn = before.replace(/```mermaid\n[^]*?```/, architecturePicture);
  if (process.env['UPDATE_SNAPSHOT'] === '1') writeFileSync(file, drawn);
  else expect(before).toBe(drawn);
  expect(drawn).toContain('  api --> store\n');
  expect(drawn).not.toContain('  domain --> ');
});
