import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openApiDocument } from '../../api/openapi.ts';
import { ROUTES } from '../../api/routes/table.ts';
import { root } from '../../ops/root.ts';

test('the committed OpenAPI document is what the schemas say (UPDATE_SNAPSHOT=1 writes it anew)', () => {
  const file = join(root, 'docs/openapi.json');
  const document = JSON.parse(JSON.stringify(openApiDocument())) as {
    openapi: string;
    paths: Record<string, Record<string, unknown>>;
  };
  if (process.env['UPDATE_SNAPSHOT'] === '1') writeFileSync(file, `${JSON.stringify(document, null, 1)}\n`);
  expect(document).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  expect(document.openapi).toMatch(/^3\.1/);
  for (const route of ROUTES) expect(document.paths[`/api/v1${route.path}`]?.[route.method]).toBeDefined();
});
