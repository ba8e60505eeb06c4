/** Runs before each test file. */
import fc from 'fast-check';
import { SEED } from './random.ts';
import { testSignal } from './running-test.ts';

fc.configureGlobal({ seed: SEED });
// Stops a property whose test is over.
fc.installGlobalPlugin(fc.beforeEach(() => testSignal().throwIfAborted()));
