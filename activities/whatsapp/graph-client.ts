import { errorChain } from '../../config/process/error-chain.ts';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { Agent, request } from 'undici';
import { readAtMost } from '../../domain/net/read-at-most.ts';
import { recordOf } from '../../domain/whatsapp/record.ts';
import { repaired } from '../../domain/whatsapp/repair.ts';
import { classifySendError } from '../../domain/whatsapp/send-errors.ts';

export interface GraphClientOptions {
  /** e.g. https://graph.facebook.com */
  readonly baseUrl: string;
  readonly version: string;
}

/** A file to be uploaded to WhatsApp; `content` yields exactly `size` bytes. */
export interface OutgoingFile {
  readonly mime: string;
  readonly size: number;
  readonly content: AsyncIterable<Uint8Array>;
}

/** The result of a call to WhatsApp. */
export type GraphResult =
  | { readonly kind: 'ok'; readonly body: Record<string, unknown>; readonly httpStatus: number }
  /** A definite refusal: it had no effect. `throttled`: it may be repeated later. */
  | {
      readonly kind: 'rejected' | 'throttled';
      readonly httpStatus: number;
      readonly code: number | null;
      readonly text: string;
      readonly retryAfterMs: number | null;
      /** As WhatsApp answered it; left out where it did not. */
      readonly body?: Record<string, unknown>;
    }
  /** Bytes may have been sent, and no answer tells whether the call had an effect. */
  | {
      readonly kind: 'unknown';
      readonly text: string;
      readonly httpStatus: number | null;
      readonly code: number | null;
    }
  /** Nothing was sent: safe to repeat. */
  | { readonly kind: 'not_sent'; readonly text: string };

/** Error codes from before a connection was established: no byte of the request was sent. */
const BEFORE_CONNECT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
/** Maximum bytes of a response; the longest is a page of a hundred templates. */
const ANSWER_LIMIT = 4 * 1024 * 1024;
const CALL_TIMEOUT_MS = 30_000;
/** Enough for a document of 100 MB over a slow connection. */
const UPLOAD_TIMEOUT_MS = 9 * 60_000;

/** WhatsApp's Graph API. Never follows redirects, which would get the token, and never retries by itself. */
export class GraphClient {
  readonly #options: GraphClientOptions;
  // The server may reset a kept-alive connection just as a request is sent, which would make a harmless send UNKNOWN:
  // idle connections are closed early.
  readonly #agent = new Agent({
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 4_000,
    pipelining: 1,
    connect: { timeout: 5_000 },
  });

  constructor(options: GraphClientOptions) {
    this.#options = options;
  }

  /** POST /{version}/{phoneNumberId}/messages. @param deadline epoch milliseconds at which the call is aborted. */
  async postMessage(phoneNumberId: string, accessToken: string, body: object, deadline: number): Promise<GraphResult> {
    const left = deadline - Date.now();
    if (left <= 0) return { kind: 'not_sent', text: 'the time for this attempt was over before it began' };
    return this.#call(
      `${encodeURIComponent(phoneNumberId)}/messages`,
      accessToken,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      left,
    );
  }

  /** GET /{version}/{path}. Has no effect, so it may be repeated whatever the result. */
  get(path: string, query: Readonly<Record<string, string>>, accessToken: string): Promise<GraphResult> {
    return this.#call(
      `${path}?${new URLSearchParams(query).toString()}`,
      accessToken,
      { method: 'GET' },
      CALL_TIMEOUT_MS,
    );
  }

  /**
   * POST /{version}/{phoneNumberId}/media: uploads a file. May be repeated; that only leaves an unused copy.
   */
  uploadMedia(phoneNumberId: string, file: OutgoingFile, accessToken: string): Promise<GraphResult> {
    const boundary = `sigfollow-${randomUUID()}`;
    const field = (name: string, value: string): string =>
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const head = Buffer.from(
      `${field('messaging_product', 'whatsapp')}${field('type', file.mime)}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="file"\r\ncontent-type: ${file.mime}\r\n\r\n`,
    );
    const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
    const body = async function* (): AsyncGenerator<Uint8Array> {
      yield head;
      yield* file.content;
      yield tail;
    };
    const headers = {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(head.length + file.size + tail.length),
    };
    return this.#call(
      `${encodeURIComponent(phoneNumberId)}/media`,
      accessToken,
      { method: 'POST', headers, body: Readable.from(body()) },
      UPLOAD_TIMEOUT_MS,
    );
  }

  /**
   * Uploads the example file of a template's header, in the two steps of the Resumable Upload API; `h` of the result's
   * body is its handle. Source: Graph API, "Resumable Upload API", and WhatsApp's own collection of calls, where `app`
   * stands for the token's app.
   */
  async uploadExample(file: OutgoingFile, accessToken: string): Promise<GraphResult> {
    const session = await this.#call(
      `app/uploads?${new URLSearchParams({ file_length: String(file.size), file_type: file.mime }).toString()}`,
      accessToken,
      { method: 'POST' },
      CALL_TIMEOUT_MS,
    );
    const id = session.kind === 'ok' ? session.body['id'] : null;
    if (typeof id !== 'string' || !/^upload:[\w:=?&.+/-]+$/.test(id))
      return session.kind === 'ok'
        ? { kind: 'unknown', text: 'the answer names no session', httpStatus: session.httpStatus, code: null }
        : session;
    return this.#call(
      id,
      accessToken,
      {
        method: 'POST',
        headers: { file_offset: '0', 'content-type': 'application/octet-stream', 'content-length': String(file.size) },
        body: Readable.from(file.content),
      },
      UPLOAD_TIMEOUT_MS,
      'OAuth',
    );
  }

  /** POST /{version}/{path} with JSON. */
  post(path: string, body: object, accessToken: string): Promise<GraphResult> {
    return this.#call(
      path,
      accessToken,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      CALL_TIMEOUT_MS,
    );
  }

  /** DELETE /{version}/{path}. */
  delete(path: string, query: Readonly<Record<string, string>>, accessToken: string): Promise<GraphResult> {
    return this.#call(
      `${path}?${new URLSearchParams(query).toString()}`,
      accessToken,
      { method: 'DELETE' },
      CALL_TIMEOUT_MS,
    );
  }

  /** DELETE /{version}/{path} with JSON, which names what is to be removed. */
  deleteWith(path: string, body: object, accessToken: string): Promise<GraphResult> {
    return this.#call(
      path,
      accessToken,
      { method: 'DELETE', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      CALL_TIMEOUT_MS,
    );
  }

  async #call(
    path: string,
    accessToken: string,
    {
      headers,
      ...options
    }: {
      readonly method: 'GET' | 'POST' | 'DELETE';
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Readable;
    },
    timeoutMs: number,
    scheme: 'Bearer' | 'OAuth' = 'Bearer',
  ): Promise<GraphResult> {
    let answer: { statusCode: number; text: string; retryAfter: string | undefined };
    try {
      const response = await request(`${this.#options.baseUrl}/${this.#options.version}/${path}`, {
        ...options,
        dispatcher: this.#agent,
        signal: AbortSignal.timeout(timeoutMs),
        headers: { ...headers, authorization: `${scheme} ${accessToken}` },
      });
      const retryAfter = response.headers['retry-after'];
      answer = {
        statusCode: response.statusCode,
        text: await limitedText(response.body),
        retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
      };
    } catch (error) {
      const code = codeOf(error);
      if (code !== null && BEFORE_CONNECT.has(code))
        return { kind: 'not_sent', text: `WhatsApp could not be reached (${code})` };
      return {
        kind: 'unknown',
        text: `no answer (${code ?? (error instanceof Error ? error.name : 'error')})`,
        httpStatus: null,
        code: null,
      };
    }
    return interpret(answer.statusCode, answer.text, answer.retryAfter);
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }
}

function interpret(httpStatus: number, text: string, retryAfter: string | undefined): GraphResult {
  let body: Record<string, unknown> = {};
  try {
    const answer = recordOf(repaired(JSON.parse(text)));
    if (answer === null) throw new Error('the answer is no object');
    body = { ...answer };
  } catch {
    if (httpStatus < 300) return { kind: 'unknown', text: 'the answer is no JSON object', httpStatus, code: null };
  }
  if (httpStatus >= 200 && httpStatus < 300) return { kind: 'ok', body, httpStatus };
  const error = body['error'] as { code?: unknown; message?: unknown; error_data?: { details?: unknown } } | undefined;
  const code = typeof error?.code === 'number' ? error.code : null;
  const words =
    [error?.message, error?.error_data?.details].filter(part => typeof part === 'string').join(' — ') ||
    `HTTP ${httpStatus}`;
  const kind = classifySendError(httpStatus, code);
  if (kind === 'unknown') return { kind, text: words, httpStatus, code };
  const seconds = Number(retryAfter);
  return {
    kind,
    httpStatus,
    code,
    body,
    text: words,
    retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null,
  };
}

async function limitedText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const bytes = await readAtMost(body, ANSWER_LIMIT);
  if (bytes === null) throw new Error('the answer is too large');
  return new TextDecoder().decode(bytes);
}

function codeOf(error: unknown): string | null {
  for (const { code } of errorChain(error) as Iterable<{ readonly code?: unknown }>) {
    if (typeof code === 'string') return code;
  }
  return null;
}
