/** What `npm test` started for all tests (ops/test/servers.ts). */
export interface TestServers {
  readonly postgresUrl: string;
  readonly temporalAddress: string;
  readonly bundleFile: string;
  readonly timeSkipping:
    | { readonly kind: 'download' }
    | { readonly kind: 'java'; readonly path: string }
    | { readonly kind: 'missing'; readonly why: string };
  readonly s3: { readonly kind: 'found'; readonly path: string } | { readonly kind: 'missing'; readonly why: string };
  readonly chromium:
    | { readonly kind: 'found'; readonly path: string; readonly env: Readonly<Record<string, string>> }
    | { readonly kind: 'missing'; readonly why: string };
  readonly folder: string;
}

export function testServers(): TestServers {
  const text = process.env['SF_TEST'];
  if (text === undefined) throw new Error('Run the tests with `npm test`: they need PostgreSQL and Temporal.');
  return JSON.parse(text) as TestServers;
}
