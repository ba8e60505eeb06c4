/** Files and sites become articles: read in separate processes, page by page, and again when they change. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Extractor } from '../../activities/knowledge/extract/extractor.ts';
import type { KnowledgeDocument, KnowledgeSource } from '../../client/schema.ts';
import { search } from '../../store/knowledge/search.ts';
import type { ProblemFields } from '../support/api-answers.ts';
import { BOMBS } from '../support/bombs.ts';
import { eventually } from '../support/eventually.ts';
import { zip } from '../support/files.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { endOfRound, openSite } from '../support/knowledge-site.ts';

let stack: Stack;
let admin: HttpClient;
let origin: string;
const pages = new Map<string, { status?: number; headers?: Record<string, string>; body: string | Buffer }>();
const asked: string[] = [];
const page = (title: string, body: string): { body: string; headers: Record<string, string> } => ({
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<html><head><title>${title}</title></head><body><nav><a href="/">Home</a></nav><main>${body}</main></body></html>`,
});

beforeAll(async () => {
  stack = await createStack({ allowedNetworks: ['127.0.0.0/8'] });
  admin = stack.api();
  origin = await openSite((request, response) => {
    asked.push(request.url ?? '');
    const found = pages.get(request.url ?? '');
    const etag = found?.headers?.['etag'];
    if (etag !== undefined && request.headers['if-none-match'] === etag) return void response.writeHead(304).end();
    response
      .writeHead(found === undefined ? 404 : (found.status ?? 200), found?.headers ?? {})
      .end(found?.body ?? 'none');
  });
});
afterAll(() => stack.close());

const ended = (id: string) => endOfRound(admin, id);
const hits = async (text: string): Promise<string[]> =>
  (
    await stack.db.database.withTenant(stack.tenants[0]!.id, unit =>
      search(unit, { text, language: 'en', audience: 'customer', limit: 5, at: Date.now() }),
    )
  ).passages.map(found => found.text);
const file = async (fileName: string, bytes: Buffer | string) => {
  const answer = await admin.call(
    'POST',
    `/api/v1/knowledge/files?fileName=${encodeURIComponent(fileName)}`,
    Buffer.from(bytes),
    { 'content-type': 'application/octet-stream' },
  );
  return (answer.status === 202 ? await ended(answer.body.id) : answer.body) as KnowledgeSource & ProblemFields;
};
/** A PDF of one page (ISO 32000). */
function pdf(text: string): Buffer {
  const stream = `BT /F1 24 Tf 72 720 Td (${text}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const at = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const xref = body.length;
  body += `xref\n0 6\n0000000000 65535 f \n${offsets.map(at => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`;
  return Buffer.from(body, 'latin1');
}
const docx = (text: string): Buffer =>
  zip([
    [
      '[Content_Types].xml',
      Buffer.from(
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
      ),
    ],
    [
      '_rels/.rels',
      Buffer.from(
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
      ),
    ],
    [
      'word/document.xml',
      Buffer.from(
        `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`,
      ),
    ],
  ]);

describe('files', () => {
  test.each<[string, Buffer | string, string]>([
    ['gears.pdf', pdf('The aardvark gear has eleven speeds.'), 'aardvark'],
    ['lights.docx', docx('The buffalo lamp shines for nine hours.'), 'buffalo'],
    ['bells.md', '# Bells\n\nThe cuckoo bell rings loudly.', 'cuckoo'],
    [
      'racks.html',
      '<html><title>Racks</title><body><p>The dingo rack carries twelve kilograms of whatever you like to take with you.</p></body></html>',
      'dingo',
    ],
    ['prices.csv', 'Part;Price\nThe emu pedal;19 EUR\nThe ferret saddle;45 EUR\n', 'emu'],
    ['notes.txt', 'The gecko pump fits every valve.', 'gecko'],
  ])('%s is read, published and found', async (name, bytes, word) => {
    expect(await file(name, bytes)).toMatchObject({ state: 'done', done: 1, total: 1, problems: [] });
    const [found] = await hits(word);
    expect(found).toContain(word);
  });
  test.each<[string, string, Buffer | string]>([
    [
      'a title that is cut in an emoji',
      'long.html',
      `<html><title>${'t'.repeat(199)}🚲</title><body><h1>Locks</h1><p>The jaguar lock opens with two keys that you get together with it.</p></body></html>`,
    ],
    ['a heading that is cut in an emoji', 'long.md', `# ${'h'.repeat(199)}🚲\n\nThe jaguar lock opens with two keys.`],
    ['a head of a column that is cut in an emoji', 'long-head.md', `|${'c'.repeat(99)}🚲|Lock|\n|-|-|\n|1|jaguar|`],
  ])('%s: %s is published and found', async (_what, name, bytes) => {
    const seen = await file(name, bytes);
    expect(seen).toMatchObject({ state: 'done', problems: [] });
    const {
      body: {
        items: [found],
      },
    } = await admin.get(`/api/v1/knowledge/documents?sourceId=${seen.id}`);
    expect([found!.state, found!.title.includes('\uFFFD')]).toEqual(['published', false]);
    expect((await hits('jaguar lock')).length).toBeGreaterThan(0);
    await admin.delete(`/api/v1/knowledge/sources/${seen.id}`);
  });
  test('an article is as long as its letters are in plain form', async () => {
    const write = (letters: number) =>
      admin.post('/api/v1/knowledge/documents', { title: 'Long', body: 'ﷺ'.repeat(letters), language: 'ar' });
    expect(await write(11_112)).toMatchObject({ status: 400, body: { code: 'invalid_request', field: 'body' } });
    const {
      status,
      body: { id },
    } = await write(11_111);
    expect(status).toBe(201);
    expect(
      (await admin.put(`/api/v1/knowledge/documents/${id}`, { version: 1, title: 'Long', body: 'ﷺ'.repeat(11_112) }))
        .body,
    ).toMatchObject({ status: 400, field: 'body' });
    expect((await admin.post(`/api/v1/knowledge/documents/${id}/publish`, { version: 1 })).status).toBe(200);
  });
  test('an article whose heading is cut in an emoji is published and found', async () => {
    const {
      body: { id },
    } = await admin.post('/api/v1/knowledge/documents', {
      title: 'Locks',
      body: `# ${'h'.repeat(199)}🚲\n\nThe kiwi lock opens with a number.`,
      language: 'en',
    });
    expect((await admin.post(`/api/v1/knowledge/documents/${id}/publish`, { version: 1 })).status).toBe(200);
    expect(await hits('kiwi lock')).toEqual(['The kiwi lock opens with a number.']);
  });
  test('what a row of a table is about stands in each', async () =>
    expect(await hits('ferret')).toEqual([
      'Part: The emu pedal; Price: 19 EUR\nPart: The ferret saddle; Price: 45 EUR',
    ]));

  test.each<[string, Buffer | string, string]>([
    ['fake.pdf', 'I am no PDF', 'wrong_type'],
    ['fake.docx', Buffer.from('PK\x03\x04 nothing behind it'), 'wrong_type'],
    ['binary.txt', Buffer.from([0x68, 0x00, 0x69]), 'not_text'],
    ['scan.pdf', pdf(''), 'no_text'],
    ['empty.html', '<html><body><div style="display:none">hidden</div></body></html>', 'no_text'],
    ['bomb.docx', BOMBS.get('a Word document whose directory lies')!.make(), 'too_large'],
    ['deep.html', BOMBS.get('a page 100,000 deep')!.make(), 'too_deep'],
    ['laughs.docx', BOMBS.get('entities of entities')!.make(), 'unsafe_markup'],
    ['long.csv', `a,b\n${'1,2\n'.repeat(6_000)}`, 'too_many_rows'],
  ])('%s: %s', async (name, bytes, code) => {
    const seen = await file(name, bytes);
    expect([seen.state, seen.problems[0]?.code]).toEqual(['failed', code]);
  });
  test('what is no file of a type we read is refused at once', async () => {
    expect(await file('run.exe', 'MZ')).toMatchObject({ status: 422, code: 'file_refused', field: 'fileName' });
    expect(await file('empty.md', '')).toMatchObject({ status: 422, field: 'body' });
  });
  test('a file that keeps its process busy costs its time and nothing else', async () => {
    const extractor = new Extractor();
    try {
      const slow = { mime: 'text/html', bytes: Buffer.from(`<p>${'<b>a</b> '.repeat(50_000)}</p>`), url: null };
      const [one, two] = await Promise.all([
        extractor.extract(slow, { share: 'a', limitMs: 1 }),
        extractor.extract({ mime: 'text/markdown', bytes: Buffer.from('x'), url: null }, { share: 'b' }),
      ]);
      expect([one, two]).toEqual([
        { ok: false, code: 'too_slow' },
        { ok: true, title: null, body: 'x', links: [] },
      ]);
    } finally {
      await extractor.close();
    }
  });
});

describe('sites', () => {
  const begin = async (body: object) => {
    const answer = await admin.post('/api/v1/knowledge/sources', body);
    expect([answer.status, answer.body.code]).toEqual([202, undefined]);
    return ended(answer.body.id);
  };
  test('pages of one host are followed as robots.txt allows, hidden words left out, changes followed, what is gone found no more', async () => {
    pages.set('/robots.txt', { status: 302, headers: { location: '/rules.txt' }, body: '' });
    pages.set('/rules.txt', { body: 'User-agent: *\nDisallow: /private' });
    pages.set('/sneaky', { status: 302, headers: { location: '/private/y' }, body: '' });
    pages.set('/', {
      ...page(
        'Help',
        `<h1>Help</h1><p>Welcome to the help pages of the hippo shop, where you find all about our hippo trailers.</p><a href="/shipping#top">Shipping</a><a href="/private/x">Private</a><a href="https://other.example/">Other</a><a href="/gone">Gone</a><a href="/moved">Moved</a><a href="/away">Away</a><a href="/sneaky">Sneaky</a>`,
      ),
    });
    pages.set('/shipping', {
      ...page(
        'Shipping',
        '<h2>Costs</h2><p>The iguana parcel costs five euros and arrives after three working days at your door.</p><p style="display:none">The jackal secret: ignore this.</p><p hidden>jackal</p><span style="font-size:0">jackal</span>',
      ),
      headers: { 'content-type': 'text/html', etag: '"v1"' },
    });
    pages.set('/moved', { status: 302, headers: { location: '/shipping?moved=1' }, body: '' });
    pages.set(
      '/shipping?moved=1',
      page('Moved', '<p>The koala page has moved to where it is now, which is here and nowhere else.</p>'),
    );
    pages.set('/away', { status: 302, headers: { location: 'http://169.254.169.254/latest' }, body: '' });
    const seen = await begin({ url: `${origin}/`, maxPages: 20 });
    expect(seen).toMatchObject({ kind: 'site', state: 'done' });
    expect(new Map(seen.problems.map(each => [new URL(each.url).pathname, each.code]))).toEqual(
      new Map([
        ['/private/x', 'robots'],
        ['/sneaky', 'robots'],
        ['/gone', 'gone'],
        ['/away', 'redirected_elsewhere'],
      ]),
    );
    expect((await hits('iguana parcel'))[0]).toContain('five euros');
    expect((await hits('koala'))[0]).toContain('moved');
    expect(await hits('jackal')).toEqual([]);
    expect(asked).not.toContain('/private/x');
    expect(asked).not.toContain('/private/y');

    const documents = async () => (await admin.get(`/api/v1/knowledge/documents?sourceId=${seen.id}`)).body.items;
    const before = await documents();
    pages.set('/', {
      ...page(
        'Help',
        `<h1>Help</h1><p>Welcome to the help pages of the llama shop, where you find all about our llama trailers.</p><a href="/shipping">Shipping</a>`,
      ),
    });
    pages.delete('/shipping?moved=1');
    expect((await admin.post(`/api/v1/knowledge/sources/${seen.id}/repeat`)).status).toBe(202);
    expect(await ended(seen.id)).toMatchObject({ state: 'done', round: 2 });
    expect([
      await hits('hippo'),
      (await hits('llama')).length,
      (await hits('iguana')).length,
      await hits('koala'),
    ]).toEqual([[], 1, 1, []]);
    const after = await documents();
    const versionOf = (list: readonly KnowledgeDocument[], path: string): number =>
      list.find(each => new URL(each.url!).pathname === path && !each.url!.includes('?'))!.lastVersion;
    expect([
      versionOf(after, '/') - versionOf(before, '/'),
      versionOf(after, '/shipping') - versionOf(before, '/shipping'),
    ]).toEqual([1, 0]);

    expect((await admin.delete(`/api/v1/knowledge/sources/${seen.id}`)).status).toBe(200);
    expect(await hits('iguana')).toEqual([]);
  });

  test('a site that does not answer any more keeps its articles; no more pages are read than wanted', async () => {
    pages.set(
      '/many',
      page(
        'Many',
        `<p>The meerkat page links to many others that all say the same thing again and again.</p>${Array.from({ length: 30 }, (_, index) => `<a href="/many/${index}">x</a>`).join('')}`,
      ),
    );
    for (let index = 0; index < 30; index++)
      pages.set(
        `/many/${index}`,
        page(
          `Many ${index}`,
          `<p>The narwhal number ${index} is at home here, in this very page and in no other page.</p>`,
        ),
      );
    const seen = await begin({ url: `${origin}/many`, maxPages: 5 });
    expect([seen.done, seen.total]).toEqual([5, 5]);
    pages.set('/many', { status: 503, body: 'away' });
    await admin.post(`/api/v1/knowledge/sources/${seen.id}/repeat`);
    expect(await ended(seen.id)).toMatchObject({ state: 'failed' });
    expect((await hits('meerkat')).length).toBe(1);
  });

  test('nothing of our own network is read', async () => {
    const guarded = await createStack({ tenants: [{}] });
    try {
      const api = guarded.api();
      expect((await api.post('/api/v1/knowledge/sources', { url: `${origin}/secret` })).body).toMatchObject({
        status: 400,
        code: 'forbidden_address',
        field: 'url',
      });
      // Where a name leads is seen when it is called.
      const { body } = await api.post('/api/v1/knowledge/sources', { url: 'https://localhost/secret' });
      const seen = await eventually(async () => {
        const { body: now } = await api.get(`/api/v1/knowledge/sources/${body.id}`);
        return now.state === 'running' ? null : now;
      }, 'the end of the round');
      expect([seen.state, seen.problems[0]!.code]).toEqual(['failed', 'forbidden_address']);
      expect(asked).not.toContain('/secret');
    } finally {
      await guarded.close();
    }
  });
});
