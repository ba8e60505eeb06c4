import { pino } from 'pino';
import { testLogFile } from './running-test.ts';

/** What the parts under test log, in the test file's own log: shown when one of its tests fails, and not otherwise. */
export const testLog =
  testLogFile === null
    ? pino({ level: 'silent' })
    : pino({ level: 'info' }, pino.destination({ dest: testLogFile, sync: true, append: true }));
