/** What answers allow a browser to load and run. */
import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { ask } from '../support/raw-http.ts';
import { serveSampleWorkbench } from '../support/sample-workbench.ts';
import { createStack } from '../support/stack.ts';

const NOTHING = {
  'default-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

let baseUrl: string;
let authorization: string;
beforeAll(async () => {
  const stack = await createStack({ temporal: 'none' });
  ({ baseUrl } = await serveSampleWorkbench(stack));
  authorization = `Bearer ${stack.tenants[0]!.apiKey}`;
});

/** The policy of an answer, by directive. */
async function policyOf(path: string): Promise<Record<string, string>> {
  const { headers } = await ask(baseUrl, path, { headers: { authorization } });
  const directives = String(headers['content-security-policy']).split(';');
  return Object.fromEntries(
    directives.map(directive => {
      const [name = '', ...sources] = directive.trim().split(' ');
      return [name, sources.join(' ')];
    }),
  );
}

test.each(['/', '/inbox/01980f5e-7b1c-7000-8000-000000000001', '/settings/numbers'])(
  'the workbench at %s loads from its own origin alone, and runs nothing that stands in the page',
  async path => {
    expect(await policyOf(path)).toEqual({
      ...NOTHING,
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self' data:",
      'media-src': "'self'",
      'font-src': "'self'",
      'connect-src': "'self'",
    });
  },
);

test.each([
  '/api/v1/conversations',
  '/api/v1/nothing',
  '/openapi.json',
  '/healthz',
  '/metrics',
  '/assets/main-3f9c2b7a.js',
  '/assets/nothing.js',
  '/nothing',
])('%s is no page, and allows nothing', async path => {
  expect(await policyOf(path)).toEqual(NOTHING);
});

test('the page of the API allows its own style, and nothing else', async () => {
  const { body } = await ask(baseUrl, '/docs');
  const style = /<style>([^]*?)<\/style>/.exec(body.toString('utf8'))?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(await policyOf('/docs')).toEqual({ ...NOTHING, 'style-src': `'sha256-${hash}'` });
});
