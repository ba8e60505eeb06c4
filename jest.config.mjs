/**
 * Tests run as ES modules (docs/decisions/0003). `npm test` starts the servers they need and then Jest;
 * docs/testing.md.
 */
const compiled = (parser, more = {}) => [
  '@swc/jest',
  {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', ...parser },
      experimental: { keepImportAttributes: true },
      ...more,
    },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  },
];
const everywhere = {
  rootDir: '.',
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.ts$': compiled({}),
    '^.+\\.tsx$': compiled({ tsx: true }, { transform: { react: { runtime: 'automatic' } } }),
  },
};

export default {
  projects: [
    {
      ...everywhere,
      testEnvironment: '<rootDir>/test/support/environment.mjs',
      testMatch: ['**/*.test.ts'],
    },
    // Parts of the workbench, in a document without a browser.
    {
      ...everywhere,
      testEnvironment: 'jsdom',
      testMatch: ['<rootDir>/test/web/**/*.test.tsx'],
      setupFiles: ['<rootDir>/test/web/support/document.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/web/support/setup.ts'],
      moduleNameMapper: {
        '\\.css$': '<rootDir>/test/web/support/class-names.mjs',
        // One file instead of six thousand.
        '^@tabler/icons-react$': '<rootDir>/node_modules/@tabler/icons-react/dist/cjs/tabler-icons-react.cjs',
      },
    },
  ],
  reporters: ['<rootDir>/ops/test/reporter.mjs'],
  // For what hangs outside of `eventually`, which tells more and sooner. A machine ten times slower does not come near
  // it.
  testTimeout: 1_800_000,
  // One more than a small machine has cores, because tests wait for servers and browsers.
  maxWorkers: 3,
  // Node keeps the modules of a file that is over (ES modules in `vm`): a worker that has too many begins anew before
  // its heap is full.
  workerIdleMemoryLimit: '2GB',
  // A worker that is done ends by itself, however slow the machine; one that does not has left something open.
  workerGracefulExitTimeout: 60_000,
};
