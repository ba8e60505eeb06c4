/** Every file a customer sends is kept and offered for download; dangerous ones only after a warning. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../ops/root.ts';
import { eventually } from '../support/eventually.ts';
import { jpeg } from '../support/files.ts';
import type { HttpClient } from '../support/http-client.ts';
import { receivedSamples } from '../support/received-files.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let admin: HttpClient;
beforeAll(async () => {
  stack = await createStack();
  admin = await stack.admin();
});
afterAll(() => stack.close());

async function simulator(path: string, body: Buffer | object, type = 'application/json') {
  const answer = await fetch(`${stack.simulatorUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body),
  });
  return answer.json() as Promise<{ id: string; sha256: string }>;
}

interface Sent {
  readonly bytes: Buffer;
  readonly mime: string;
  readonly name?: string;
  readonly kind?: string;
}

/** A customer sends files one after the other. @returns the conversation. */
async function send(from: string, files: readonly Sent[]): Promise<string> {
  for (const { bytes, mime, name, kind = 'document' } of files) {
    const file = await simulator('/control/media', bytes, mime);
    await simulator('/control/inbound', {
      phoneNumberId: stack.tenants[0]!.phoneNumberId,
      from,
      message: {
        type: kind,
        [kind]: {
          id: file.id,
          mime_type: mime,
          sha256: file.sha256,
          ...(name === undefined ? {} : { filename: name }),
        },
      },
    });
  }
  return eventually(
    async () =>
      (await admin.get('/api/v1/conversations?limit=100')).body.items.find(item => item.contact.waId === from)?.id,
    'the conversation',
  );
}

const filesOf = async (conversationId: string) =>
  (await admin.get(`/api/v1/conversations/${conversationId}/messages?limit=100`)).body.items.map(each => each.media);
const settled = async (conversationId: string, count: number) =>
  (
    await eventually(() => filesOf(conversationId), 'every file is looked at', {
      until: files => files.length === count && files.every(file => file !== null && file.state !== 'fetching'),
    })
  ).map(file => file!);
async function download(id: string): Promise<{ readonly bytes: Buffer; readonly headers: Headers }> {
  const answer = await fetch(`${stack.baseUrl}${(await admin.post(`/api/v1/media/${id}/link`)).body.url}`);
  return { bytes: Buffer.from(await answer.arrayBuffer()), headers: answer.headers };
}

describe('files of customers', () => {
  test('inbound-documents-refused: forty types sent as documents are forty files for download', async () => {
    const samples = await receivedSamples();
    const reported = (
      JSON.parse(readFileSync(join(root, 'test/fixtures/cases/inbound-documents-refused.json'), 'utf8')) as {
        files: [string, string][];
      }
    ).files;
    // The samples begin with those of the report, as they were declared there.
    expect(samples.slice(0, reported.length).map(({ name, declared }) => [declared, name])).toEqual(
      reported.map(([declared, name]) => [declared, name]),
    );
    const conversation = await send(
      '4917000001',
      samples.map(({ bytes, declared, name }) => ({ bytes, mime: declared, name })),
    );
    const files = new Map((await settled(conversation, samples.length)).map(file => [file.fileName, file]));
    for (const { name, bytes, mime, warnings, preview } of samples) {
      const file = files.get(name)!;
      expect([name, file.state, file.mimeType, file.size, file.warnings.map(each => each.code), file.preview]).toEqual([
        name,
        'stored',
        mime,
        bytes.length,
        warnings,
        preview ?? null,
      ]);
      expect(file.warnings.every(each => typeof each.explanation === 'string')).toBe(true);
      const given = await download(file.id);
      expect([name, given.bytes.equals(bytes)]).toEqual([name, true]);
      expect(given.headers.get('content-disposition')).toMatch(/^attachment; /);
      expect([name, given.headers.get('x-content-type-options'), given.headers.get('content-type')]).toEqual([
        name,
        'nosniff',
        warnings.some(each => ['executable', 'macros', 'active_content'].includes(each))
          ? 'application/octet-stream'
          : expect.stringContaining(mime),
      ]);
    }
  });

  test('one that pretends to be a picture is kept, called so, and not shown', async () => {
    const bytes = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    const [file] = await settled(await send('4917000002', [{ bytes, mime: 'image/png', kind: 'image' }]), 1);
    expect(file).toMatchObject({
      state: 'stored',
      preview: null,
      hasThumbnail: false,
      warnings: [
        { code: 'active_content' },
        { code: 'type_mismatch', explanation: expect.stringContaining('not what it says it is') },
      ],
    });
    expect((await download(file!.id)).headers.get('content-type')).toBe('application/octet-stream');
  });

  test('half a picture is kept without being shown; one larger than WhatsApp takes from us is kept, too', async () => {
    const photo = await jpeg();
    const large = Buffer.concat([photo, Buffer.alloc(6 * 1024 * 1024)]);
    const files = await settled(
      await send('4917000003', [
        { bytes: photo.subarray(0, photo.length >> 1), mime: 'image/jpeg', kind: 'image' },
        { bytes: large, mime: 'image/jpeg', kind: 'image' },
      ]),
      2,
    );
    expect(files.map(file => [file.size, file.state, file.preview, file.warnings.map(each => each.code)])).toEqual(
      expect.arrayContaining([
        [photo.length >> 1, 'stored', null, ['broken']],
        [large.length, 'stored', 'picture', []],
      ]),
    );
  });

  test('an empty file is no file, and says so', async () => {
    const [file] = await settled(
      await send('4917000004', [{ bytes: Buffer.alloc(0), mime: 'text/plain', name: 'a.txt' }]),
      1,
    );
    expect(file).toMatchObject({ state: 'refused', reason: { code: 'empty' }, canRetry: false, warnings: [] });
  });

  test('what an earlier version refused for its type can be fetched after all', async () => {
    const [file] = await settled(
      await send('4917000005', [{ bytes: Buffer.from('a;b\n'), mime: 'text/csv', name: 'a.csv' }]),
      1,
    );
    await stack.db.admin.query(
      "UPDATE media SET state = 'refused', reason = 'type_not_allowed', data_key = NULL WHERE id = $1",
      [file!.id],
    );
    const conversation = (
      await stack.db.admin.query<{ conversation_id: string }>('SELECT conversation_id FROM media WHERE id = $1', [
        file!.id,
      ])
    ).rows[0]!.conversation_id;
    expect((await filesOf(conversation))[0]).toMatchObject({ state: 'refused', canRetry: true });
    expect((await admin.post(`/api/v1/media/${file!.id}/retry`)).status).toBe(202);
    expect((await settled(conversation, 1))[0]).toMatchObject({ state: 'stored', reason: null, mimeType: 'text/csv' });
  });
});
