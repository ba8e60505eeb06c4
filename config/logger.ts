import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

/**
 * Fields that could hold a secret or personal data; what a log line may say is decided where it is written, this is the
 * net below.
 */
const REDACTED = [
  'authorization',
  'cookie',
  'password',
  'token',
  'accessToken',
  'pin',
  'body',
  'content',
  'text',
  'email',
  'phone',
  'wamid',
  'waId',
].flatMap(field => [field, `*.${field}`, `*.*.${field}`]);

/**
 * A process's logger. Errors are written as type, code and stack frames: messages of database errors quote values.
 */
export function createLogger(name: string, level: string, destination?: DestinationStream): Logger {
  const options = { name, level, redact: { paths: REDACTED, censor: '[redacted]' }, serializers: { err: safeError } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function safeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, stack = '', message } = error as Error & { code?: unknown };
  // The message stands before the frames, and may look like one.
  const frames = stack.slice(stack.indexOf(message) + message.length);
  return {
    type: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: (stack.includes(message) ? frames : '')
      .split('\n')
      .filter(line => /^\s+at /.test(line))
      .slice(0, 12)
      .join('\n'),
  };
}
