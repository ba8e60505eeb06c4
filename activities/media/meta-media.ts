/**
 * WhatsApp's side of files. Source: Cloud API reference, "Media": an id gives an address that lives for minutes and
 * wants the token.
 */
import { Agent, request } from 'undici';
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

/** What WhatsApp said instead of what was asked for. */
export interface MediaRefusal {
  /** `gone`: it has no such file (any more); `address_over`: the address is too old, ask for a new one. */
  readonly refused: 'gone' | 'address_over' | 'foreign_host' | 'unavailable';
  readonly code: number | null;
  readonly text: string;
}

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

  /** GET /{version}/{media-id}: where the file lies now. */
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

  /** The bytes, as they come. The token goes to WhatsApp's own hosts only, and no redirect is followed. */
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

  /** lookaside.fbsbx.com is where files lie; for another Graph address (a simulator) it is that one's own origin. */
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

async function readJson(body: AsyncIterable<Buffer>): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    if ((size += chunk.length) > ANSWER_LIMIT) throw new Error('the answer is too large');
    chunks.push(chunk);
  }
  try {
    return repaired(JSON.parse(Buffer.concat(chunks).toString('utf8'))) as Record<string, unknown>;
  } catch {
    return {};
  }
}
