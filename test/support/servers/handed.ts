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
 * A resource of the run, by name. Tests do not call this but import what they need from the files beside this one:
 * these imports tell the run which servers to start (ops/test/needs.ts).
 * @throws when the run has not started it.
 */
export function handed<Name extends keyof Handed>(name: Name): Handed[Name] {
  const found = (JSON.parse(process.env['SF_TEST'] ?? '{}') as Partial<Handed>)[name];
  if (found === undefined)
    throw new Error(
      `This run has no ${name}: start it with \`npm test\`, and a watch anew when a test needs more (docs/testing.md).`,
    );
  return found;
}
