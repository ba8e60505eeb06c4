import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { LINK_MS } from '../../api/http/media-links.ts';
import { revokeKey } from '../../store/access/api-keys.ts';
import { deleteContentBefore } from '../../store/deadlines/retention.ts';
import type { ProblemFields } from '../support/api-answers.ts';
import { eventually } from '../support/eventually.ts';
import { jpeg, pdf, voiceNote } from '../support/files.ts';
import type { HttpClient } from '../support/http-client.ts';
import { addKey } from '../support/people.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { mediaWorkflowId } from '../../workflows/contract.ts';

let stack: Stack;
let admin: HttpClient;
let contacts = 0;
beforeAll(async () => {
  stack = await createStack();
  admin = await stack.admin();
});
afterAll(() => stack.close());

async function toSimulator(
  method: string,
  path: string,
  body: Buffer | object | null,
  type = 'application/json',
): Promise<{ id: string; sha256: string }> {
  const answer = await fetch(`${stack.simulatorUrl}${path}`, {
    method,
    headers: { 'content-type': type },
    ...(body === null ? {} : { body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  return answer.json() as Promise<{ id: string; sha256: string }>;
}

interface Attached {
  readonly kind?: string;
  readonly mime: string;
  readonly more?: object;
  readonly sha256?: string;
}

/** A new customer sends a file. @returns where its message is, and WhatsApp's id of the file. */
async function attach(
  bytes: Buffer,
  { kind = 'image', mime, more = {}, sha256 }: Attached,
): Promise<{ conversationId: string; waMediaId: string }> {
  const from = `4917${String(++contacts).padStart(6, '0')}`;
  const file = await toSimulator('POST', '/control/media', bytes, mime);
  await toSimulator('POST', '/control/inbound', {
    phoneNumberId: stack.tenants[0]!.phoneNumberId,
    from,
    message: { type: kind, [kind]: { id: file.id, mime_type: mime, sha256: sha256 ?? file.sha256, ...more } },
  });
  const conversationId = await eventually(
    async () =>
      (await admin.get('/api/v1/conversations?limit=100')).body.items.find(item => item.contact.waId === from)?.id,
    'the conversation',
  );
  return { conversationId, waMediaId: file.id };
}

const mediaNow = async (conversationId: string) =>
  (await admin.get(`/api/v1/conversations/${conversationId}/messages`)).body.items[0]!.media;
const ends = (conversationId: string, state: string) =>
  eventually(() => mediaNow(conversationId), `the file is ${state}`, { until: seen => seen!.state === state });
const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
  fetch(`${stack.baseUrl}${path}`, { headers, method });
/** What is listed may be gone a moment later: its kind comes with the list. */
const kept = (): string[] =>
  readdirSync(stack.mediaFolder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(relative(stack.mediaFolder, entry.parentPath), entry.name));

describe('a file that a customer sends', () => {
  test('a photo: fetched, measured, encrypted at rest under the tenant’s name, given out by a short link', async () => {
    const bytes = await jpeg();
    const { conversationId } = await attach(bytes, { mime: 'image/jpeg', more: { caption: 'look' } });
    const media = await ends(conversationId, 'stored');
    expect(media).toMatchObject({
      mimeType: 'image/jpeg',
      size: bytes.length,
      width: 640,
      height: 360,
      hasThumbnail: true,
      reason: null,
      durationMs: null,
    });
    const asked = Date.now();
    const { body } = await admin.post(`/api/v1/media/${media.id}/link`);
    expect([Date.parse(body.expiresAt) >= asked + LINK_MS, Date.parse(body.expiresAt) <= Date.now() + LINK_MS]).toEqual(
      [true, true],
    );
    const whole = await get(body.url);
    expect([whole.status, Buffer.from(await whole.arrayBuffer()).equals(bytes)]).toEqual([200, true]);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-disposition': expect.stringMatching(/^attachment; filename="image\.jpg"/),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
      'accept-ranges': 'bytes',
      'content-length': String(bytes.length),
    });
    const thumbnail = Buffer.from(await (await get(body.thumbnailUrl!)).arrayBuffer());
    expect([thumbnail.subarray(0, 3).toString('hex'), thumbnail.equals(bytes)]).toEqual(['ffd8ff', false]);
    const files = kept();
    expect(files).toHaveLength(2);
    for (const name of files) {
      expect(name.startsWith(`${stack.tenants[0]!.id}/`)).toBe(true);
      expect(readFileSync(join(stack.mediaFolder, name)).includes(Buffer.from('ffd8ff', 'hex'))).toBe(false);
    }
  });

  test('parts of it, as a player asks for them', async () => {
    const { conversationId } = await attach(voiceNote(), {
      kind: 'audio',
      mime: 'audio/ogg; codecs=opus',
      more: { voice: true },
    });
    const media = await ends(conversationId, 'stored');
    expect(media).toMatchObject({ mimeType: 'audio/ogg', durationMs: expect.any(Number), hasThumbnail: false });
    const { url } = (await admin.post(`/api/v1/media/${media.id}/link`)).body;
    const size = voiceNote().length;
    const part = await get(url, { range: 'bytes=4-9' });
    expect([
      part.status,
      part.headers.get('content-range'),
      Buffer.from(await part.arrayBuffer()).equals(voiceNote().subarray(4, 10)),
    ]).toEqual([206, `bytes 4-9/${size}`, true]);
    const tail = await get(url, { range: 'bytes=-5' });
    expect([tail.status, Buffer.from(await tail.arrayBuffer()).equals(voiceNote().subarray(-5))]).toEqual([206, true]);
    const beyond = await get(url, { range: `bytes=${size}-` });
    expect([beyond.status, beyond.headers.get('content-range'), ((await beyond.json()) as ProblemFields).code]).toEqual(
      [416, `bytes */${size}`, 'range_not_satisfiable'],
    );
    const head = await get(url, {}, 'HEAD');
    expect([head.status, head.headers.get('content-length'), (await head.arrayBuffer()).byteLength]).toEqual([
      200,
      String(size),
      0,
    ]);
  });

  test('a document keeps its name, whatever is in it', async () => {
    const name = 'Rechnung "№ 5"; größer.pdf';
    const { conversationId } = await attach(pdf(), {
      kind: 'document',
      mime: 'application/pdf',
      more: { filename: name },
    });
    const media = await ends(conversationId, 'stored');
    const answer = await get((await admin.post(`/api/v1/media/${media.id}/link`)).body.url);
    const [, given = ''] = /filename\*=UTF-8''(.*)$/.exec(answer.headers.get('content-disposition') ?? '') ?? [];
    expect([media.fileName, decodeURIComponent(given)]).toEqual([name, name]);
  });

  test('larger than WhatsApp delivers: not even fetched to the end, and it leaves nothing behind', async () => {
    const before = kept().length;
    const { conversationId } = await attach(Buffer.alloc(101 * 1024 * 1024), { mime: 'video/mp4', kind: 'video' });
    const media = await ends(conversationId, 'refused');
    expect([media.reason!.code, media.canRetry, kept().length]).toEqual(['too_large', false, before]);
    const [link, retry] = [
      await admin.post(`/api/v1/media/${media.id}/link`),
      await admin.post(`/api/v1/media/${media.id}/retry`),
    ];
    expect([link.status, link.body.code, retry.status, retry.body.code]).toEqual([
      409,
      'media_not_stored',
      409,
      'media_not_failed',
    ]);
  });

  test.each([
    ['an address that is over', { mediaUrlMs: 0 }, { mediaUrlMs: 300_000 }],
    ['an error', { mediaDownload: 'unavailable' }, { mediaDownload: 'ok' }],
    ['other bytes than announced', { mediaDownload: 'damaged' }, { mediaDownload: 'ok' }],
  ] as const)('%s: asked for again', async (_, fault, cured) => {
    stack.simulator.change(fault);
    const { conversationId } = await attach(await jpeg(), { mime: 'image/jpeg' });
    // The first try has failed, and the next one waits for its time.
    const {
      rows: [media],
    } = await stack.db.admin.query<{ id: string; round: number }>(
      'SELECT f.id, f.round FROM media f JOIN message m ON m.id = f.message_id WHERE m.conversation_id = $1',
      [conversationId],
    );
    const workflow = stack.client.workflow.getHandle(mediaWorkflowId(media!.id, media!.round));
    await eventually(
      async () => (await workflow.describe().catch(() => null))?.raw.pendingActivities?.[0]?.attempt,
      'the second try',
      { until: seen => (seen ?? 0) > 1 },
    );
    expect((await mediaNow(conversationId))!.state).toBe('fetching');
    stack.simulator.change(cured);
    await ends(conversationId, 'stored');
  });

  test('an address elsewhere gets neither the token nor a call; a person tries again later', async () => {
    let calls = 0;
    const elsewhere = createServer((_request, response) => {
      calls += 1;
      response.end('x');
    });
    await new Promise<void>(resolve => elsewhere.listen(0, '127.0.0.1', resolve));
    stack.simulator.change({ mediaUrlBase: `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}` });
    const { conversationId } = await attach(await jpeg(), { mime: 'image/jpeg' });
    const media = await ends(conversationId, 'failed');
    expect([media.reason!.code, calls]).toEqual(['foreign_host', 0]);
    elsewhere.close();
    stack.simulator.change({ mediaUrlBase: null });
    expect((await admin.post(`/api/v1/media/${media.id}/retry`)).status).toBe(202);
    expect(await ends(conversationId, 'stored')).toMatchObject({ id: media.id, reason: null });
  });

  test('gone at WhatsApp: shown as failed, and retried by hand it says so again', async () => {
    stack.simulator.change({ mediaDownload: 'unavailable' });
    const { conversationId, waMediaId } = await attach(await jpeg(), { mime: 'image/jpeg' });
    await toSimulator('DELETE', `/control/media/${waMediaId}`, null);
    stack.simulator.change({ mediaDownload: 'ok' });
    const { id } = await ends(conversationId, 'failed');
    await admin.post(`/api/v1/media/${id}/retry`);
    expect((await ends(conversationId, 'failed')).reason!.code).toBe('gone');
  });

  test('links: over, changed, or of another tenant they open nothing', async () => {
    const { conversationId } = await attach(await jpeg(), { mime: 'image/jpeg' });
    const { id } = await ends(conversationId, 'stored');
    const { mediaLinks } = stack.app;
    const link = {
      tenantId: stack.tenants[0]!.id,
      mediaId: id,
      part: 'content' as const,
      expiresAt: Date.now() + 3_600_000,
      credential: admin.credential,
    };
    const path = mediaLinks.path(link);
    // Also one with a bit changed that the decoded signature does not have: base64url leaves some of the last letter
    // unused.
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const changed = path.replace(/.$/, last => letters[letters.indexOf(last) ^ 1] ?? '');
    const codes = await Promise.all(
      [
        mediaLinks.path({ ...link, expiresAt: Date.now() - 1 }),
        changed,
        path.replace(/.$/, last => (last === 'A' ? 'B' : 'A')),
        mediaLinks.path({ ...link, tenantId: stack.tenants[1]!.id }),
        '/media/x.y',
        '/media/x',
      ].map(async each => (await get(each)).status),
    );
    expect([(await get(path)).status, ...codes]).toEqual([200, 410, 404, 404, 410, 404, 404]);
    const [other, agent] = [await stack.admin(1), await stack.agent(0)];
    expect((await other.post(`/api/v1/media/${id}/link`)).status).toBe(404);
    expect((await agent.post(`/api/v1/media/${id}/link`)).status).toBe(200);
  });

  test('links: they end with what they were asked for with, and with the sight of who asked', async () => {
    const { conversationId } = await attach(await jpeg(), { mime: 'image/jpeg' });
    const { id } = await ends(conversationId, 'stored');
    const linkFor = async (who: HttpClient): Promise<string> => {
      const { status, body } = await who.post(`/api/v1/media/${id}/link`);
      expect([status, (await get(body.url)).status, (await get(body.thumbnailUrl!)).status]).toEqual([200, 200, 200]);
      return body.url;
    };
    const [leaving, staying] = [await stack.agent(1), await stack.agent(1)];
    const key = await addKey(stack, null);
    const [left, stays, byKey] = [await linkFor(leaving), await linkFor(staying), await linkFor(key.client)];
    expect((await leaving.post('/api/v1/auth/logout')).status).toBe(200);
    await stack.app.database.withTenant(stack.tenants[0]!.id, unit => revokeKey(unit, key.id, Date.now()));
    expect([(await get(left)).status, (await get(stays)).status, (await get(byKey)).status]).toEqual([410, 200, 410]);
    const agentId = stack.tenants[0]!.users.filter(user => user.role === 'AGENT')[1]!.id;
    const { queueIds } = (await admin.get('/api/v1/agents')).body.items.find(each => each.id === agentId)!;
    expect((await admin.put(`/api/v1/agents/${agentId}`, { queueIds: [] })).status).toBe(200);
    expect((await get(stays)).status).toBe(404);
    expect((await admin.put(`/api/v1/agents/${agentId}`, { queueIds })).status).toBe(200);
    expect((await get(stays)).status).toBe(200);
  });

  test('changed at rest: the answer breaks off, wrong bytes are never given out', async () => {
    const { conversationId } = await attach(pdf(), { kind: 'document', mime: 'application/pdf' });
    const { id } = await ends(conversationId, 'stored');
    const {
      rows: [row],
    } = await stack.db.admin.query<{ object_key: string }>('SELECT object_key FROM media WHERE id = $1', [id]);
    const file = join(stack.mediaFolder, row!.object_key);
    const sealed = readFileSync(file);
    sealed[3]! ^= 1;
    writeFileSync(file, sealed);
    const { url } = (await admin.post(`/api/v1/media/${id}/link`)).body;
    await expect(get(url).then(answer => answer.arrayBuffer())).rejects.toThrow();
  });

  test('when its message’s time is over the bytes go as well', async () => {
    const { conversationId } = await attach(await jpeg(), { mime: 'image/jpeg' });
    const { id } = await ends(conversationId, 'stored');
    const { url } = (await admin.post(`/api/v1/media/${id}/link`)).body;
    const {
      rows: [row],
    } = await stack.db.admin.query<{ object_key: string }>('SELECT object_key FROM media WHERE id = $1', [id]);
    expect(kept()).toContain(row!.object_key);
    // What was written until a day ago is deleted now: messages say when that was, and not how old they were.
    const at = Date.now() + 86_400_000;
    await stack.db.database.withTenant(stack.tenants[0]!.id, unit =>
      deleteContentBefore(unit, conversationId, at - 86_400_000 + 1_000, at),
    );
    const { items } = (await admin.get(`/api/v1/conversations/${conversationId}/messages`)).body;
    expect(items.map(message => message.contentDeletedAt)).toEqual([new Date(at).toISOString()]);
    expect([(await get(url)).status, await mediaNow(conversationId)]).toEqual([404, null]);
    await eventually(() => !kept().some(name => name.startsWith(row!.object_key)), 'the bytes are removed');
    await eventually(
      async () => (await stack.db.admin.query('SELECT 1 FROM media WHERE id = $1', [id])).rowCount,
      'the row is removed',
      { until: seen => seen === 0 },
    );
  });
});
