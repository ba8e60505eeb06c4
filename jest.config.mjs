/** Tests run as ES modules (docs/decisions/0003). `npm test` starts the servers they need and then Jest. */
export default {
  testEnvironment: 'node',
  rootDir: '.',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' }, sourceMaps: 'inline' }] },
  testTimeout: 60_000,
  maxWorkers: 2,
  // The SDK's native runtime keeps a handle open for the life of the process.
  forceExit: true,
};
