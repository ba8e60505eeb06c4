import { pino } from 'pino';
import { testLogFile } from './running-test.ts';

/** Logger for the code under test. It writes to the test file's log, which is shown only when a test fails. */
export const testLog =
  testLogFile === null
    ? pino({ level: 'silent' })
    : pino({ level: 'info' }, pino.destination({ dest: testLogFile, sync: true, append: true }));
