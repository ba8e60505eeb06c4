import { isUntranslated, problemWords } from '../problem-words.ts';

/** Why a call brought nothing: what the API answered (RFC 9457), or what stood in the way. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** 0: there was no answer. */
  readonly status: number;
  /** Stable: branch on it. `unreachable`, `offline` and `unreadable` are the client's own. */
  readonly code: string;
  /** Whatever else the problem says. */
  readonly more: Readonly<Record<string, unknown>>;

  /** @param title the API's sentence; the client's own codes have words of their own. */
  constructor(status: number, code: string, title: string = code, more: Readonly<Record<string, unknown>> = {}) {
    super(title);
    // In the language that is spoken when it is read.
    Object.defineProperty(this, 'message', { get: () => problemWords(code, status, title), configurable: true });
    this.status = status;
    this.code = code;
    this.more = more;
  }

  /** Whether `message` is the API's English on a page in another language. */
  get isForeign(): boolean {
    return isUntranslated(this.code);
  }

  /** The field of the request that is wrong, as the API names it. */
  get field(): string | null {
    return typeof this.more['field'] === 'string' ? this.more['field'] : null;
  }

  /** What an operator finds the request by. */
  get requestId(): string | null {
    return typeof this.more['requestId'] === 'string' ? this.more['requestId'] : null;
  }
}

/** Codes of answers that mean: this tab has no session any more. */
const NO_SESSION = new Set(['unauthenticated', 'csrf']);
export const endsSession = (error: unknown): boolean => error instanceof ApiError && NO_SESSION.has(error.code);

/** Whether the server failed or was not reached, rather than refusing what was asked. */
export const isServersFault = (error: unknown): boolean =>
  !(error instanceof ApiError) ||
  error.status === 0 ||
  error.status >= 500 ||
  error.status === 429 ||
  error.code === 'unreadable';

/** Refused for good: asking again with the same would be refused again. */
export const isFinal = (error: unknown): boolean =>
  error instanceof ApiError &&
  error.status >= 400 &&
  error.status < 500 &&
  ![401, 408, 409, 429].includes(error.status);

interface Told {
  readonly code?: unknown;
  readonly title?: unknown;
  readonly detail?: unknown;
}

/** What an answer that is no success means. @param body parsed; whatever else came back is `unreadable`. */
export function problemOf(status: number, body: unknown): ApiError {
  const told: Told = typeof body === 'object' && body !== null ? body : {};
  if (typeof told.title !== 'string') return new ApiError(status, 'unreadable');
  const code = typeof told.code === 'string' ? told.code : 'unknown';
  // Why a password is too weak is in the detail.
  const detail = code === 'password_too_weak' && typeof told.detail === 'string' ? ` ${told.detail}` : '';
  return new ApiError(status, code, told.title + detail, { ...told });
}
