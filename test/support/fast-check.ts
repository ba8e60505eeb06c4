/**
 * fast-check with the run's seed; a property whose test is over is stopped. Tests import it from here: loading it takes a
 * third of a second in each test file, so those that do not need it are spared.
 */
import fc from 'fast-check';
import { SEED } from './random.ts';
import { testSignal } from './running-test.ts';

fc.configureGlobal({ seed: SEED });
fc.installGlobalPlugin(fc.beforeEach(() => testSignal().throwIfAborted()));

export { fc };
