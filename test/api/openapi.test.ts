import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import openapiTS, { astToString } from 'openapi-typescript';
import type { OpenAPI3 } from 'openapi-typescript';
import { openApiDocument } from '../../api/system/openapi.ts';
import { ROUTES } from '../../api/system/routes.ts';
import type { OpenApi } from '../../ops/docs/request-schemas.ts';
import { requestSchemas } from '../../ops/docs/request-schemas.ts';
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

test('the client’s types are those of the document (UPDATE_SNAPSHOT=1 writes them anew)', async () => {
  const file = join(root, 'client/schema.ts');
  const types = await openapiTS(JSON.parse(readFileSync(join(root, 'docs/openapi.json'), 'utf8')) as OpenAPI3, {
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
  });
  const written = `/** Made from docs/openapi.json: test/api/openapi.test.ts writes it anew. */\n${astToString(types)}`;
  if (process.env['UPDATE_SNAPSHOT'] === '1') writeFileSync(file, written);
  expect(readFileSync(file, 'utf8')).toBe(written);
});

test('the workbench checks its forms by what the document says (UPDATE_SNAPSHOT=1 writes it anew)', () => {
  const file = join(root, 'web/src/lib/request-schemas.ts');
  const written = requestSchemas(JSON.parse(readFileSync(join(root, 'docs/openapi.json'), 'utf8')) as OpenApi);
  if (process.env['UPDATE_SNAPSHOT'] === '1') writeFileSync(file, written);
  expect(readFileSync(file, 'utf8')).toBe(written);
});

test('the client’s package wants the version that is tested', () => {
  const [ours, theirs] = ['package.json', 'client/package.json'].map(
    file => JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, Record<string, string>>,
  );
  expect(theirs!['dependencies']!['openapi-fetch']).toBe(ours!['devDependencies']!['openapi-fetch']);
});
