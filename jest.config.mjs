/** Tests run as ES modules (docs/decisions/0003). `npm test` starts the servers they need and then Jest; docs/testing.md. */
export default {
  testEnvironment: '<rootDir>/test/support/environment.mjs',
  rootDir: '.',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  setupFiles: ['<rootDir>/test/support/setup.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' }, sourceMaps: 'inline' }] },
  reporters: ['<rootDir>/ops/test/reporter.mjs'],
  // For hangs. No file takes as long as a fifth of it.
  testTimeout: 300_000,
  maxWorkers: 2,
  // A worker that is done ends by itself, however slow the machine; one that does not has left something open.
  workerGracefulExitTimeout: 60_000,
};
