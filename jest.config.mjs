/**
 * Tests run as ES modules (docs/decisions/0003). `npm test` starts the servers they need and then Jest;
 * docs/testing.md.
 */
export default {
  testEnvironment: '<rootDir>/test/support/environment.mjs',
  rootDir: '.',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
  reporters: ['<rootDir>/ops/test/reporter.mjs'],
  // For what hangs outside of `eventually`, which tells more and sooner. A machine ten times slower does not come near
  // it.
  testTimeout: 1_800_000,
  maxWorkers: 2,
  // Node keeps the modules of a file that is over (ES modules in `vm`): a worker that has too many begins anew before
  // its heap is full.
  workerIdleMemoryLimit: '2GB',
  // A worker that is done ends by itself, however slow the machine; one that does not has left something open.
  workerGracefulExitTimeout: 60_000,
};
