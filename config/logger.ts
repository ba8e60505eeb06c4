import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

/**
 * Fields that could hold a secret or personal data, redacted as a safety net: what may be logged is decided where a
 * line is written.
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
 * A process's logger. Of errors only type, code and stack frames are logged, because messages of database errors quote
 * values.
 */
export function createLogger(name: string, level: string, destination?: DestinationStream): Logger {
  const options = { name, level, redact: { paths: REDACTED, censor: '[redacted]' }, serializers: { err: safeError } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function safeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, stack = '', message } = error as Error & { code?: unknown };
  // The stack begins with the message, whose lines may look like frames.
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
