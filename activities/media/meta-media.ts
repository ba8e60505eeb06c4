/**
 * Downloads of media from WhatsApp. Source: Cloud API reference, "Media": a media id gives a URL that is valid for
 * minutes and requires the access token.
 */
import { Agent, request } from 'undici';
import { recordOf } from '../../domain/whatsapp/record.ts';
import { repaired } from '../../domain/whatsapp/repair.ts';

const TIMEOUT_MS = 30_000;
const ANSWER_LIMIT = 64 * 1024;

export interface MetaMediaOptions {
  /** e.g. https://graph.facebook.com */
  readonly baseUrl: string;
  readonly version: string;
}

export interface MediaAddress {
  readonly url: string;
  readonly mime: string | null;
  readonly sha256: string | null;
  readonly size: number | null;
}

/** Why a file or its URL cannot be had. */
export interface MediaRefusal {
  /**
   * `gone`: WhatsApp does not, or no longer, have the file; `address_over`: the URL has expired, a new one is needed;
   * `foreign_host`: the URL is not one of WhatsApp's.
   */
  readonly refused: 'gone' | 'address_over' | 'foreign_host' | 'unavailable';
  readonly code: number | null;
  readonly text: string;
}

/** Client for downloading media; it makes no retries. */
export class MetaMedia {
  readonly #options: MetaMediaOptions;
  readonly #agent = new Agent({
    keepAliveTimeout: 4_000,
    connect: { timeout: 5_000 },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });

  constructor(options: MetaMediaOptions) {
    this.#options = options;
  }

  /**
   * GET /{version}/{media-id}: the file's current URL.
   * @throws undici's errors if WhatsApp cannot be reached; Error if the response is larger than 64 KiB.
   */
  async locate(mediaId: string, phoneNumberId: string, token: string): Promise<MediaAddress | MediaRefusal> {
    const { baseUrl, version } = this.#options;
    const answer = await request(
      `${baseUrl}/${version}/${encodeURIComponent(mediaId)}?phone_number_id=${encodeURIComponent(phoneNumberId)}`,
      { dispatcher: this.#agent, headers: { authorization: `Bearer ${token}` } },
    );
    const body = await readJson(answer.body);
    if (answer.statusCode === 200 && typeof body['url'] === 'string') {
      const size = Number(body['file_size']);
      return {
        url: body['url'],
        mime: typeof body['mime_type'] === 'string' ? body['mime_type'] : null,
        sha256: typeof body['sha256'] === 'string' ? body['sha256'] : null,
        size: Number.isFinite(size) && body['file_size'] !== undefined ? size : null,
      };
    }
    const error = body['error'] as { code?: unknown; message?: unknown } | undefined;
    const code = typeof error?.code === 'number' ? error.code : null;
    // "Object with ID … does not exist" is code 100 (older: 33) with a 4xx.
    const gone = answer.statusCode === 404 || (answer.statusCode < 500 && (code === 100 || code === 33));
    return {
      refused: gone ? 'gone' : 'unavailable',
      code,
      text: typeof error?.message === 'string' ? error.message : `HTTP ${answer.statusCode}`,
    };
  }

  /**
   * The file's bytes as a stream. The token is sent only to WhatsApp's own hosts, and no redirect is followed.
   * @throws undici's errors if the host cannot be reached.
   */
  async open(url: string, token: string): Promise<AsyncIterable<Uint8Array> | MediaRefusal> {
    if (!this.#isWhatsApps(url)) return { refused: 'foreign_host', code: null, text: 'the address is not WhatsApp’s' };
    const answer = await request(url, {
      dispatcher: this.#agent,
      headers: { authorization: `Bearer ${token}`, 'user-agent': 'SigFollow' },
    });
    if (answer.statusCode === 200) return answer.body;
    await answer.body.dump();
    return {
      refused: answer.statusCode === 404 || answer.statusCode === 410 ? 'address_over' : 'unavailable',
      code: null,
      text: `HTTP ${answer.statusCode}`,
    };
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  /** Files are at lookaside.fbsbx.com, or at the configured Graph API's own origin (the simulator). */
  #isWhatsApps(address: string): boolean {
    if (!URL.canParse(address)) return false;
    const url = new URL(address);
    if (url.origin === new URL(this.#options.baseUrl).origin) return true;
    return (
      url.protocol === 'https:' &&
      url.port === '' &&
      url.username === '' &&
      /^([a-z0-9-]+\.)*fbsbx\.com$/.test(url.hostname)
    );
  }
}

async function readJson(body: AsyncIterable<Buffer>): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    if ((size += chunk.length) > ANSWER_LIMIT) throw new Error('the answer is too large');
    chunks.push(chunk);
  }
  try {
    return recordOf(repaired(JSON.parse(Buffer.concat(chunks).toString('utf8')))) ?? {};
  } catch {
    return {};
  }
}
