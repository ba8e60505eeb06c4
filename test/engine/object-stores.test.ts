import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { RunningS3 } from '../../ops/local/s3-server.ts';
import { startS3Server } from '../../ops/local/s3-server.ts';
import { newObjectKey } from '../../store/media/object-store.ts';
import type { ObjectStore } from '../../store/media/object-store.ts';
import { openObjectStore } from '../../store/media/open-object-store.ts';
import { newId } from '../../store/db/ids.ts';
import { eventually } from '../support/eventually.ts';
import { jpeg, pdf } from '../support/files.ts';
import { atFileEnd } from '../support/running-test.ts';
import { s3Program } from '../support/servers/s3.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

const MB = 1 << 20;
const here = mkdtempSync(join(tmpdir(), 'object-stores-'));
atFileEnd(() => rm(here, { recursive: true, force: true }));

let s3: RunningS3;
let client: S3Client;
beforeAll(async () => {
  s3 = await startS3Server(s3Program(), join(here, 's3'));
  mkdirSync(join(here, 's3', 'media'));
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: s3.accessKeyId, AWS_SECRET_ACCESS_KEY: s3.secretAccessKey });
  client = new S3Client({ endpoint: s3.endpoint, region: 'us-east-1', forcePathStyle: true });
});
afterAll(() => s3?.stop());

const STORES: readonly (readonly [name: string, open: () => ObjectStore])[] = [
  ['a folder', () => openObjectStore(`file://${join(here, 'folder')}`)],
  ['a bucket', () => openObjectStore(`s3://media/files?endpoint=${encodeURIComponent(s3.endpoint)}&pathStyle=true`)],
];

function pieces(bytes: Buffer, size = 64 * 1024): AsyncIterable<Buffer> {
  return Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size)),
  );
}
async function all(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe.each(STORES)('%s', (name, open) => {
  const key = (): string => newObjectKey(newId());

  test.each([
    ['one byte', 1],
    ['exactly a part', 5 * MB],
    ['several parts', 12 * MB + 7],
  ] as const)('keeps %s, whole and in part', async (_what, size) => {
    const [store, at, bytes] = [open(), key(), randomBytes(size)];
    await store.put(at, pieces(bytes));
    expect((await all(store.read(at, 0, size - 1))).equals(bytes)).toBe(true);
    const [from, to] = [Math.floor(size / 3), Math.floor(size / 2)];
    expect((await all(store.read(at, from, to))).equals(bytes.subarray(from, to + 1))).toBe(true);
  });

  test('what breaks off leaves nothing, also of what was sent already', async () => {
    const [store, at] = [open(), key()];
    const source = async function* (): AsyncGenerator<Buffer> {
      yield* pieces(randomBytes(11 * MB));
      throw new Error('the source broke');
    };
    await expect(store.put(at, source())).rejects.toThrow('the source broke');
    await expect(all(store.read(at, 0, 0))).rejects.toThrow();
    if (name !== 'a bucket') return;
    expect((await client.send(new ListMultipartUploadsCommand({ Bucket: 'media' }))).Uploads ?? []).toEqual([]);
    expect(
      ((await client.send(new ListObjectsV2Command({ Bucket: 'media' }))).Contents ?? []).filter(each =>
        each.Key?.includes(at),
      ),
    ).toEqual([]);
  });

  test('put twice is the later one; removed it is gone; removed again is no error', async () => {
    const [store, at] = [open(), key()];
    await store.put(at, pieces(Buffer.from('first')));
    await store.put(at, pieces(Buffer.from('later')));
    expect((await all(store.read(at, 0, 4))).toString()).toBe('later');
    await store.remove(at);
    await store.remove(at);
    await expect(all(store.read(at, 0, 0))).rejects.toThrow();
  });
});

test('an address that is no store is named', () => {
  expect(() => openObjectStore('ftp://somewhere/else')).toThrow(/MEDIA_STORE/);
});

test('files in and out over a bucket: encrypted there, under the tenant’s name, gone with their message', async () => {
  const stack = await createStack({ objects: STORES[1]![1]() });
  try {
    const [api, tenant] = [stack.api(), stack.tenants[0]!];
    const [photo, document] = [await jpeg(), pdf('/Only(here)')];
    await postWebhook(stack.baseUrl, textBody({ phoneNumberId: tenant.phoneNumberId, from: '4967000001' }));
    const { id } = (await api.get('/api/v1/conversations')).body.items[0]!;
    const kept = (await (
      await fetch(`${stack.simulatorUrl}/control/media`, {
        method: 'POST',
        headers: { 'content-type': 'image/jpeg' },
        body: new Uint8Array(photo),
      })
    ).json()) as { id: string; sha256: string };
    await fetch(`${stack.simulatorUrl}/control/inbound`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        phoneNumberId: tenant.phoneNumberId,
        from: '4967000001',
        message: { type: 'image', image: { id: kept.id, mime_type: 'image/jpeg', sha256: kept.sha256 } },
      }),
    });
    const { body: upload } = await api.call('POST', '/api/v1/uploads?fileName=a.pdf', document, {
      'content-type': 'application/pdf',
    });
    await api.post(`/api/v1/conversations/${id}/messages`, { type: 'document', document: { uploadId: upload.id } });
    const files = async () =>
      (await api.get(`/api/v1/conversations/${id}/messages`)).body.items.filter(
        each => each.media?.state === 'stored' && (each.direction === 'inbound' || each.status === 'read'),
      );
    const [sent, got] = await eventually(async () => ((await files()).length === 2 ? files() : null), 'both files');
    for (const [{ media }, bytes] of [
      [got!, photo],
      [sent!, document],
    ] as const) {
      const {
        body: { url },
      } = await api.post(`/api/v1/media/${media!.id}/link`);
      expect(Buffer.from(await (await fetch(`${stack.baseUrl}${url}`)).arrayBuffer()).equals(bytes)).toBe(true);
      const part = await fetch(`${stack.baseUrl}${url}`, { headers: { range: 'bytes=10-20' } });
      expect([part.status, Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(10, 21))]).toEqual([206, true]);
    }
    const objects =
      (await client.send(new ListObjectsV2Command({ Bucket: 'media', Prefix: `files/${tenant.id}/` }))).Contents ?? [];
    expect(objects.map(each => each.Key?.endsWith('.thumbnail')).sort()).toEqual([false, false, true]);
    const store = STORES[1]![1]();
    for (const { Key: name = '', Size: size = 0 } of objects)
      expect((await all(store.read(name.slice('files/'.length), 0, size - 1))).includes('Only(here)')).toBe(false);
  } finally {
    await stack.close();
  }
});
