import { errorChain } from '../../config/process/error-chain.ts';
import { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { refusedAddressIn } from '../net/guarded-agent.ts';
import type { Failure, FailureCode } from './model-types.ts';

/**
 * Our code for an error of a call. The provider's error text is not kept: it may quote a key or the contact.
 * @param signal the caller's. @param limit the call's time limit, where the SDK does not enforce it.
 */
export function failureOf(error: unknown, signal: AbortSignal, limit?: AbortSignal): Failure {
  const failed = (code: FailureCode, retryable: boolean, retryAfterMs: number | null = null): Failure => ({
    kind: 'failed',
    code,
    retryable,
    retryAfterMs,
    usage: null,
  });
  if (signal.aborted) return failed('aborted', false);
  if (limit?.aborted === true) return failed('timeout', true);
  if (error instanceof APIUserAbortError) return failed('aborted', false);
  const refused = refusedAddressIn(error);
  if (refused !== null) return failed(refused, false);
  for (const each of errorChain(error))
    if (each instanceof Error && each.message.includes('redirect')) return failed('redirected', false);
  if (error instanceof APIConnectionError)
    return failed(/timed? ?out/i.test(error.message) ? 'timeout' : 'unreachable', true);
  if (error instanceof APIError) {
    const status = typeof error.status === 'number' ? error.status : 0;
    const seconds = Number((error.headers as Headers | undefined)?.get('retry-after'));
    if (status === 429)
      return failed('throttled', true, Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null);
    if (status === 408 || status === 409) return failed('timeout', true);
    if (status >= 500) return failed('server_error', true);
    // An error in the middle of a stream has no status.
    if (status > 0) return failed(status === 401 || status === 403 ? 'unauthorized' : 'bad_request', false);
  }
  // The SDK could not parse the response: truncated JSON, an HTML page.
  return failed('malformed', true);
}
