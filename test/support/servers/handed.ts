/** What `npm test` hands to the test files (ops/test/servers.ts). */
export interface Handed {
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
}

/**
 * What was handed over under that name. Tests do not ask for it themselves but import what they need from the files
 * beside this one: by these imports the run knows what to start.
 * @throws where the run has not started it.
 */
export function handed<Name extends keyof Handed>(name: Name): Handed[Name] {
  const found = (JSON.parse(process.env['SF_TEST'] ?? '{}') as Partial<Handed>)[name];
  if (found === undefined)
    throw new Error(
      `This run has no ${name}: start it with \`npm test\`, and a watch anew when a test needs more (docs/testing.md).`,
    );
  return found;
}
