import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deleteContentBefore } from '../../store/deadlines/retention.ts';
import { letGo } from '../../store/media/holders.ts';
import { UPLOAD_MS } from '../../store/media/uploads.ts';
import { expectStatesEqual } from '../support/consistency.ts';
import { eventually } from '../support/eventually.ts';
import { container, goodFiles, jpeg, matroska, pdf, voiceNote } from '../support/files.ts';
import type { HttpClient } from '../support/http-client.ts';
import { refusalOf } from '../support/http-client.ts';
import { inParallel } from '../support/in-parallel.ts';
import { sentTo } from '../support/ledger.ts';
import { atTheRow } from '../support/row-lock.ts';
import { size } from '../support/size.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

let stack: Stack;
let admin: HttpClient;
let agent: HttpClient;
let ahead = 0;
let serial = 0;
beforeAll(async () => {
  stack = await createStack({ clock: () => Date.now() + ahead });
  [admin, agent] = [stack.api(), await stack.agent(0)];
});
afterAll(() => stack.close());

async function conversation(): Promise<{ id: string; from: string }> {
  const from = `49630${++serial}`;
  await postWebhook(
    stack.baseUrl,
    textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from, at: Date.now() + ahead }),
  );
  const { body } = await admin.get('/api/v1/conversations?limit=100');
  return { id: body.items.find(item => item.contact.waId === from)!.id, from };
}
const upload = (bytes: Buffer, type: string, query: '' | `?${string}` = '', by = admin) =>
  by.call('POST', `/api/v1/uploads${query}`, bytes, { 'content-type': type });
const send = (id: string, message: object, by = admin) => by.post(`/api/v1/conversations/${id}/messages`, message);
const message = async (id: string, messageId: string) =>
  (await admin.get(`/api/v1/conversations/${id}/messages`)).body.items.find(each => each.id === messageId)!;
const becomes = (id: string, messageId: string, status: string) =>
  eventually(() => message(id, messageId), `the message is ${status}`, { until: seen => seen.status === status });
const ledger = (to: string) => sentTo(stack, to);
/** Why a file was refused. */
interface Reasoned {
  readonly reason: string;
}
const kept = (): number =>
  readdirSync(stack.mediaFolder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).length;
/** Whether a file, which may be gone the next moment, has exactly these bytes. */
function holds(name: string, bytes: Buffer): boolean {
  try {
    return readFileSync(name).equals(bytes);
  } catch {
    return false;
  }
}
/** Of bytes that no other test has. */
const document = (): Buffer => pdf(`/Name(${randomBytes(8).toString('hex')})`);

describe('a file that goes out', () => {
  test('a picture: uploaded, looked at, brought to WhatsApp, sent, read; shown from our own store', async () => {
    const { id, from } = await conversation();
    const bytes = await jpeg();
    const brought = await upload(bytes, 'image/jpeg');
    expect([brought.status, brought.body]).toMatchObject([
      201,
      { type: 'image', mimeType: 'image/jpeg', size: bytes.length, width: 640, height: 360 },
    ]);
    const sent = await send(id, { type: 'image', image: { uploadId: brought.body.id, caption: 'look' } });
    expect([sent.status, sent.body.content, sent.body.media]).toMatchObject([
      202,
      { caption: 'look' },
      { state: 'stored', hasThumbnail: true },
    ]);
    await becomes(id, sent.body.id, 'read');
    expect(ledger(from)).toMatchObject([
      { type: 'image', image: { id: expect.stringMatching(/^\d+$/), caption: 'look' } },
    ]);
    const {
      body: { url },
    } = await admin.post(`/api/v1/media/${sent.body.media!.id}/link`);
    expect(Buffer.from(await (await fetch(`${stack.baseUrl}${url}`)).arrayBuffer()).equals(bytes)).toBe(true);
    await expectStatesEqual(stack);
  });

  test('the same bytes are brought to WhatsApp once, however often and at once they are sent', async () => {
    const before = stack.simulator.files.uploads.length;
    const bytes = document();
    const talks = await Promise.all([1, 2, 3, 4].map(conversation));
    const brought = await Promise.all([1, 2].map(() => upload(bytes, 'application/pdf', '?fileName=offer.pdf')));
    const sent = await Promise.all(
      talks.map(({ id }, at) => send(id, { type: 'document', document: { uploadId: brought[at % 2]!.body.id } })),
    );
    await Promise.all(talks.map(({ id }, at) => becomes(id, sent[at]!.body.id, 'read')));
    expect(stack.simulator.files.uploads.length - before).toBe(1);
    expect(talks.flatMap(({ from }) => ledger(from)).map(each => [each.document!.filename, each.document!.id])).toEqual(
      Array.from({ length: 4 }, () => ['offer.pdf', stack.simulator.files.uploads.at(-1)!.id]),
    );
  });

  test('the messages of a conversation keep their order around a file', async () => {
    const { id, from } = await conversation();
    const {
      body: { id: uploadId },
    } = await upload(voiceNote(), 'audio/ogg; codecs=opus');
    const all = [
      await send(id, { text: { body: 'first' } }),
      await send(id, { type: 'audio', audio: { uploadId, voice: true } }),
      await send(id, { text: { body: 'last' } }),
    ];
    await Promise.all(all.map(each => becomes(id, each.body.id, 'read')));
    expect(ledger(from).map(each => each.type)).toEqual(['text', 'audio', 'text']);
  });

  test.each([
    ['error_500_before', undefined],
    ['error', 130_429],
  ] as const)('WhatsApp does not take it at first (%s): it is brought again', async (kind, code) => {
    const { id } = await conversation();
    stack.simulator.fault({ kind, to: 'media', ...(code === undefined ? {} : { code }) });
    const {
      body: { id: uploadId },
    } = await upload(document(), 'application/pdf');
    const sent = await send(id, { type: 'document', document: { uploadId, filename: 'a.pdf' } });
    await becomes(id, sent.body.id, 'read');
  });

  test('WhatsApp refuses it: the message fails with its words; sent again it is brought again', async () => {
    const { id, from } = await conversation();
    stack.simulator.fault({ kind: 'error', code: 131_053, to: 'media' });
    const {
      body: { id: uploadId },
    } = await upload(document(), 'application/pdf');
    const sent = await send(id, { type: 'document', document: { uploadId } });
    expect((await becomes(id, sent.body.id, 'failed')).error).toMatchObject({ code: '131053' });
    expect((await admin.post(`/api/v1/conversations/${id}/messages/${sent.body.id}/resend`)).status).toBe(202);
    await becomes(id, sent.body.id, 'read');
    expect(ledger(from)).toHaveLength(1);
  });

  test('WhatsApp has lost it: the message fails, sent again it is brought anew', async () => {
    const [one, two] = [await conversation(), await conversation()];
    const {
      body: { id: uploadId },
    } = await upload(document(), 'application/pdf');
    await becomes(one.id, (await send(one.id, { type: 'document', document: { uploadId } })).body.id, 'read');
    await fetch(`${stack.simulatorUrl}/control/media/${stack.simulator.files.uploads.at(-1)!.id}`, {
      method: 'DELETE',
    });
    const sent = await send(two.id, { type: 'document', document: { uploadId } });
    await becomes(two.id, sent.body.id, 'failed');
    await admin.post(`/api/v1/conversations/${two.id}/messages/${sent.body.id}/resend`);
    await becomes(two.id, sent.body.id, 'read');
  });
});

test('upload-mime-aliases.json: the first four are taken as what the bytes are', async () => {
  const { cases } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../fixtures/cases/upload-mime-aliases.json'), 'utf8'),
  ) as { cases: [type: string, before: number][] };
  const [mp3, { id, from }] = [(await goodFiles()).get('audio/mpeg')!, await conversation()];
  // A browser whose recorder writes Ogg calls it as it would call its own.
  const bytes = [voiceNote(), voiceNote(), mp3, voiceNote()];
  const taken = cases
    .slice(0, 4)
    .map(([named], at) => [named.replace(/ \(.*\)$/, ''), bytes[at]!, at === 2 ? 'audio/mpeg' : 'audio/ogg'] as const);
  for (const [type, content, mimeType] of taken) {
    const brought = await upload(content, type);
    expect([type, brought.status, brought.body]).toEqual([
      type,
      201,
      expect.objectContaining({ type: 'audio', mimeType }),
    ]);
    await becomes(id, (await send(id, { type: 'audio', audio: { uploadId: brought.body.id } })).body.id, 'read');
  }
  expect([taken.length, ledger(from).map(each => each.type)]).toEqual([4, ['audio', 'audio', 'audio', 'audio']]);
  expect(cases[4]![0]).toBe('video/quicktime');
});

describe('what is kept out', () => {
  test.each([
    ['a spoofed picture', () => pdf(), 'image/png', '', 422, 'type_mismatch'],
    ['a page', () => Buffer.from('<html><script>1</script></html>'), 'text/html', '', 422, 'type_not_allowed'],
    ['nothing', () => Buffer.alloc(0), 'application/pdf', '', 422, 'empty'],
    ['too much for a sticker', () => randomBytes(600 << 10), 'image/webp', '', 413, 'too_large'],
    ['too much, of unknown length', () => randomBytes(6 << 20), 'image/png', '', 413, 'too_large'],
    ['another name', () => pdf(), 'application/pdf', '?fileName=run.exe', 422, 'name_mismatch'],
    ['half a picture', async () => (await jpeg()).subarray(0, 900), 'image/jpeg', '', 422, 'broken'],
  ] as const)('%s', async (_what, bytes, type, query, status, reason) => {
    const before = kept();
    const answer = await upload(await bytes(), type, query);
    expect([answer.status, answer.body.code, refusalOf<Reasoned>(answer).reason]).toEqual([
      status,
      'file_refused',
      reason,
    ]);
    expect(kept()).toBe(before);
  });

  test('what WhatsApp does not take: it says what the file is, and what is taken', async () => {
    const before = kept();
    const answers = [
      await upload(matroska('webm'), 'audio/webm;codecs=opus'),
      await upload(container('qt  '), 'video/quicktime'),
    ];
    expect(
      answers.map(each => [
        each.status,
        each.body.code,
        refusalOf<Reasoned>(each).reason,
        each.body.field,
        each.body.detail,
      ]),
    ).toEqual([
      [
        422,
        'file_refused',
        'type_not_allowed',
        'body',
        expect.stringMatching(/WebM.*As audio WhatsApp takes .*audio\/ogg with Opus/),
      ],
      [
        422,
        'file_refused',
        'type_not_allowed',
        'body',
        expect.stringMatching(/QuickTime.*As video WhatsApp takes video\/mp4, video\/3gpp/),
      ],
    ]);
    expect(kept()).toBe(before);
  });

  test('a connection that breaks leaves nothing', async () => {
    const before = kept();
    const { rowCount } = await stack.db.admin.query('SELECT 1 FROM upload');
    const [broken, bytes] = [new AbortController(), randomBytes(1_000)];
    const body = new ReadableStream({ start: stream => stream.enqueue(bytes) });
    const refused = expect(
      fetch(`${stack.baseUrl}/api/v1/uploads`, {
        method: 'POST',
        body,
        duplex: 'half',
        signal: broken.signal,
        headers: { ...admin.headers, 'content-type': 'application/pdf' },
      }),
    ).rejects.toThrow();
    const file = await eventually(
      () =>
        readdirSync(tmpdir())
          .filter(name => name.startsWith('sigfollow-upload-'))
          .map(name => join(tmpdir(), name))
          .find(name => holds(name, bytes)),
      'the first bytes',
    );
    broken.abort();
    await refused;
    await eventually(() => !existsSync(file), 'the bytes are removed');
    expect([kept(), (await stack.db.admin.query('SELECT 1 FROM upload')).rowCount]).toEqual([before, rowCount]);
  });

  test('another’s upload, one of another kind, one that is over, one that never was', async () => {
    const { id } = await conversation();
    const {
      body: { id: uploadId },
    } = await upload(document(), 'application/pdf');
    const codes = [
      await send(id, { type: 'image', image: { uploadId } }),
      await (
        await stack.admin(1)
      ).post(`/api/v1/conversations/${id}/messages`, { type: 'document', document: { uploadId } }),
      await send(id, { type: 'document', document: { uploadId: id } }),
      await (
        await stack.admin()
      ).post(`/api/v1/conversations/${id}/messages`, { type: 'document', document: { uploadId } }),
    ];
    expect(codes.map(each => [each.status, each.body.code])).toEqual([
      [400, 'invalid_request'],
      [404, 'not_found'],
      [400, 'upload_unknown'],
      [400, 'upload_unknown'],
    ]);
    expect((await agent.post('/api/v1/uploads', {})).status).toBe(422);
    const late = await send(id, { type: 'document', document: { uploadId, link: 'https://example.com/a.pdf' } });
    expect(late.body.field).toBe('document.link');
  });
});

test('bytes stay as long as a message or the upload needs them, and no longer', async () => {
  const [one, two] = [await conversation(), await conversation()];
  const {
    body: { id: uploadId },
  } = await upload(document(), 'application/pdf');
  const {
    rows: [row],
  } = await stack.db.admin.query<{ object_key: string }>('SELECT object_key FROM upload WHERE id = $1', [uploadId]);
  const there = (): boolean => existsSync(join(stack.mediaFolder, row!.object_key));
  const sent = await Promise.all([one, two].map(({ id }) => send(id, { type: 'document', document: { uploadId } })));
  await Promise.all([one, two].map(({ id }, at) => becomes(id, sent[at]!.body.id, 'read')));
  ahead = UPLOAD_MS + 1_000;
  const later = await conversation();
  expect((await send(later.id, { type: 'document', document: { uploadId } })).body.code).toBe('upload_unknown');
  const {
    body: { id: another },
  } = await upload(await jpeg(), 'image/jpeg');
  await send(later.id, { type: 'image', image: { uploadId: another } });
  await eventually(
    async () => (await stack.db.admin.query('SELECT 1 FROM upload WHERE id = $1', [uploadId])).rowCount,
    'the upload is gone',
    { until: seen => seen === 0 },
  );
  expect(there()).toBe(true);
  const erase = ({ id }: { id: string }) =>
    stack.db.database.withTenant(stack.tenants[0]!.id, unit =>
      deleteContentBefore(unit, id, Date.now() + ahead + 1_000, Date.now()),
    );
  const gone = (each: number) =>
    eventually(
      async () =>
        (await stack.db.admin.query('SELECT 1 FROM media WHERE message_id = $1', [sent[each]!.body.id])).rowCount,
      'the row is gone',
      { until: seen => seen === 0 },
    );
  await erase(one);
  await gone(0);
  expect(there()).toBe(true);
  expect((await admin.post(`/api/v1/media/${sent[1]!.body.media!.id}/link`)).status).toBe(200);
  await erase(two);
  await gone(1);
  expect(there()).toBe(false);
});

test('two who let go at once: one of them removes the bytes', async () => {
  // Two who do not wait for each other are seen in nearly every round.
  const rounds = Array.from({ length: size({ quick: 8, full: 20 }) }, (_, round) => round);
  await inParallel(rounds, 4, async () => {
    const holders = await holdersOfOne();
    const last = await Promise.all(holders.map(each => each.lets()));
    expect([holders.length, last.filter(Boolean).length]).toEqual([3, 1]);
  });
});

test.each([
  [1, 2],
  [2, 1],
] as const)(
  'of three who hold bytes the first is gone, the last two meet: holder %i, then holder %i, who finds itself the last',
  async (first, second) => {
    const holders = await holdersOfOne();
    expect(await holders[0]!.lets()).toBe(false);
    // The first of the two waits for its own row, the second for what the first holds of the bytes.
    const { table, id, lets } = holders[first]!;
    expect(await atTheRow(stack.db.adminUrl, `${table} WHERE id = $1`, id, lets, holders[second]!.lets)).toEqual([
      false,
      true,
    ]);
  },
);

/** Two messages and the upload they were sent with hold the same bytes; `lets` lets go of them. */
async function holdersOfOne(): Promise<{ table: string; id: string; lets: () => Promise<boolean> }[]> {
  const talks = [await conversation(), await conversation()];
  const {
    body: { id: uploadId },
  } = await upload(document(), 'application/pdf');
  const {
    rows: [row],
  } = await stack.db.admin.query<{ object_key: string }>('SELECT object_key FROM upload WHERE id = $1', [uploadId]);
  await Promise.all(talks.map(({ id }) => send(id, { type: 'document', document: { uploadId } })));
  const { rows } = await stack.db.admin.query<{ place: string; id: string }>(
    `
      SELECT 'media' AS place, id
      FROM media
      WHERE object_key = $1
      UNION ALL
      SELECT 'upload', id
      FROM upload
      WHERE object_key = $1`,
    [row!.object_key],
  );
  return rows.map(({ place, id }) => ({
    table: place,
    id,
    lets: () =>
      stack.db.database.withTenant(stack.tenants[0]!.id, unit =>
        letGo(unit, id, row!.object_key, async () => {
          await unit.tx.media.deleteMany({ where: { id } });
          await unit.tx.upload.deleteMany({ where: { id } });
        }),
      ),
  }));
}
