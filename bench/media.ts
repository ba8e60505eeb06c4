import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import type { Message } from '../client/schema.ts';
import { HttpClient } from '../test/support/http-client.ts';
import type { BenchEnvironment, Child } from './environment.ts';
import { simulatorOptions } from './environment.ts';
import type { Measurement } from './report.ts';

const MB = 1 << 20;
/** The largest document that WhatsApp accepts. */
const LARGE = 100 * MB;
const SMALL = MB;
/** Streams, hashes and the database driver need some memory; holding the whole file would need at least 100 MB. */
const GROWTH_LIMIT_MB = 64;
const CONTACT = '491609990001';

/**
 * Measures how much more memory the API and the worker need for the largest document, in and out, than for a small one.
 */
export async function benchMedia(environment: BenchEnvironment): Promise<Measurement[]> {
  const api = await environment.launch('media-api', 'api/main.ts');
  const simulator = await environment.launch('media-simulator', 'simulator/main.ts', {
    SIMULATOR_OPTIONS: simulatorOptions(environment, `${api.url}/webhooks/whatsapp`),
  });
  const worker = await environment.launch('media-worker', 'workers/main.ts');
  const desk = {
    api,
    worker,
    http: new HttpClient(api.url, { authorization: `Bearer ${environment.tenants[0]?.apiKey ?? ''}` }),
    simulator: new HttpClient(`http://127.0.0.1:${environment.simulatorPort}`),
    phoneNumberId: environment.tenants[0]?.phoneNumberId ?? '',
  };
  const [small, large] = [await peaks(desk, SMALL), await peaks(desk, LARGE)];
  await Promise.all([api, simulator, worker].map(child => child.stop()));
  return (['api', 'worker'] as const).map(name => {
    const growth = (large[name] - small[name]) / MB;
    console.log(
      `  ${name}: peak ${(small[name] / MB).toFixed(0)} MB with 1 MB, ${(large[name] / MB).toFixed(0)} MB with 100 MB out, in and down again`,
    );
    return {
      name: `${name}: memory for 100 MB both ways, over that for 1 MB`,
      value: growth,
      unit: ' MB',
      baseline: null,
      ratio: null,
      floor: `≤ ${GROWTH_LIMIT_MB} MB`,
      holds: growth <= GROWTH_LIMIT_MB,
    };
  });
}

interface Desk {
  readonly api: Child;
  readonly worker: Child;
  readonly http: HttpClient;
  readonly simulator: HttpClient;
  readonly phoneNumberId: string;
}

/**
 * The peak resident memory of each process, in bytes as counted by the kernel, while a file is received, downloaded and
 * sent.
 */
async function peaks(desk: Desk, size: number): Promise<Record<'api' | 'worker', number>> {
  for (const {
    process: { pid },
  } of [desk.api, desk.worker])
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const file = document(size);
  await comesIn(desk, file);
  await goesOut(desk, file);
  return { api: peakOf(desk.api), worker: peakOf(desk.worker) };
}

const peakOf = ({ process: { pid } }: Child): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

/** A file that looks like a PDF and cannot be compressed. */
function document(size: number): Buffer {
  const file = randomBytes(size);
  file.write('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n', 0, 'latin1');
  file.write('\ntrailer<</Root 1 0 R>>\n%%EOF\n', size - 30, 'latin1');
  return file;
}

async function comesIn({ api, http, simulator, phoneNumberId }: Desk, file: Buffer): Promise<void> {
  const { body: kept } = await simulator.call('POST', '/control/media', file, {
    'content-type': 'application/pdf',
  });
  await simulator.post('/control/inbound', {
    phoneNumberId,
    from: CONTACT,
    message: {
      type: 'document',
      document: { id: kept.id, mime_type: 'application/pdf', sha256: kept.sha256, filename: 'large.pdf' },
    },
  });
  const { media } = await newest(
    http,
    message =>
      message.direction === 'inbound' && message.media?.size === file.length && message.media.state === 'stored',
  );
  const { url } = (await http.post(`/api/v1/media/${media?.id ?? ''}/link`)).body;
  const answer = await request(`${api.url}${url}`);
  let size = 0;
  for await (const chunk of answer.body) size += (chunk as Buffer).length;
  if (size !== file.length) throw new Error(`${size} bytes came down`);
}

async function goesOut({ http }: Desk, file: Buffer): Promise<void> {
  const { body: upload, status } = await http.call('POST', '/api/v1/uploads?fileName=large.pdf', file, {
    'content-type': 'application/pdf',
  });
  if (status !== 201) throw new Error(`the upload was answered ${status}`);
  await http.post(`/api/v1/conversations/${await conversationOf(http)}/messages`, {
    type: 'document',
    document: { uploadId: upload.id },
  });
  await newest(
    http,
    message =>
      message.direction === 'outbound' &&
      message.media?.size === file.length &&
      ['accepted', 'sent', 'delivered', 'read'].includes(message.status ?? ''),
  );
}

async function conversationOf(http: HttpClient): Promise<string | undefined> {
  const { items } = (await http.get('/api/v1/conversations?limit=100')).body;
  return items.find(each => each.contact.waId === CONTACT)?.id;
}

async function newest(http: HttpClient, wanted: (message: Message) => boolean): Promise<Message> {
  for (let tries = 0; tries < 600; tries++) {
    const id = await conversationOf(http);
    const [found] =
      id === undefined ? [] : (await http.get(`/api/v1/conversations/${id}/messages`)).body.items.filter(wanted);
    if (found !== undefined) return found;
    await sleep(200);
  }
  throw new Error('the file did not arrive');
}
