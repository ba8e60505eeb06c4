/**
 * Pages and files are decoded in their actual encoding, links are resolved as the page says, and omissions are reported
 * (test/fixtures/cases/knowledge-encodings-base-truncation.json).
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { search } from '../../store/knowledge/search.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { endOfRound, openSite } from '../support/knowledge-site.ts';

const LONG =
  'Our shop opens at nine. Returns are possible within thirty days after purchase, please bring the receipt. '.repeat(
    6,
  );
const GERMAN =
  'Rückgabe ist möglich innerhalb von dreißig Tagen. Größe und Öffnungszeiten finden Sie im Geschäft. '.repeat(6);
const page = (title: string, body: string, head = ''): string =>
  `<!doctype html><html><head><title>${title}</title>${head}</head><body><article><h1>${title}</h1>${body}</article></body></html>`;
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

interface Served {
  readonly type: string | null;
  readonly body: Buffer | string;
}
const served = (body: Buffer | string, type: string | null = 'text/html; charset=utf-8'): Served => ({ type, body });
/** “Wir haben offen” in several scripts, each in the encoding of its region. */
const REGIONAL: readonly (readonly [path: string, body: Buffer, type: string, word: string])[] = [
  [
    '/gbk',
    Buffer.concat([
      latin1('<html><head><title>gbk</title></head><body><p>'),
      Buffer.from('cdcbbbf5c8fdcaaecceca3ac'.repeat(30), 'hex'),
      latin1('</p></body></html>'),
    ]),
    'text/html; charset=gb2312',
    '退货三十天',
  ],
  [
    '/sjis',
    Buffer.concat([
      latin1('<html><head><meta charset="shift_jis"><title>sjis</title></head><body><p>'),
      Buffer.from('95d4956982cd8e4f8f5c93fa88c893e082c982a8'.repeat(20), 'hex'),
      latin1('</p></body></html>'),
    ]),
    'text/html',
    '返品は三十日',
  ],
  [
    '/cyrillic',
    Buffer.concat([
      latin1('<html><head><title>c</title></head><body><p>'),
      Buffer.from(
        'c2eee7e2f0e0f220f2eee2e0f0e020e2eee7eceee6e5ed20e220f2e5f7e5ede8e520f2f0e8e4f6e0f2e820e4ede5e92e20'.repeat(10),
        'hex',
      ),
      latin1('</p></body></html>'),
    ]),
    'text/html',
    'Возврат товара возможен',
  ],
];

let stack: Stack;
let admin: HttpClient;
let origin: string;
const pages = new Map<string, Served>();

beforeAll(async () => {
  stack = await createStack({ allowedNetworks: ['127.0.0.0/8'] });
  admin = stack.api();
  origin = await openSite((request, response) => {
    const found = pages.get(request.url ?? '');
    response
      .writeHead(found === undefined ? 404 : 200, found?.type == null ? {} : { 'content-type': found.type })
      .end(found?.body ?? 'none');
  });
});
afterAll(() => stack.close());

const ended = (id: string) => endOfRound(admin, id);
async function textOf(sourceId: string, url?: string): Promise<string> {
  const { items } = (await admin.get(`/api/v1/knowledge/documents?sourceId=${sourceId}&limit=100`)).body;
  const found = items.find(each => url === undefined || each.url === url);
  return found === undefined
    ? ''
    : (
        await stack.db.admin.query<{ body: string }>(
          'SELECT body FROM kb_version WHERE document_id = $1 ORDER BY version DESC LIMIT 1',
          [found.id],
        )
      ).rows[0]!.body;
}
async function crawl(root: string, more: object = {}) {
  const { body, status } = await admin.post('/api/v1/knowledge/sources', {
    url: `${origin}${root}`,
    maxPages: 60,
    publish: true,
    ...more,
  });
  expect([status, body.code]).toEqual([202, undefined]);
  return ended(body.id);
}
const listing = (paths: readonly string[]): Served =>
  served(page('Start', `<p>${LONG}</p>${paths.map(path => `<a href="${path}">l</a>`).join(' ')}`));

test('pages: by header, meta, byte-order mark, else as they look', async () => {
  const german: readonly (readonly [string, Served])[] = [
    ['/latin1', served(latin1(page('Latin1 header', `<p>${GERMAN}</p>`)), 'text/html; charset=ISO-8859-1')],
    [
      '/meta-latin1',
      served(latin1(page('Latin1 meta', `<p>${GERMAN}</p>`, '<meta charset="windows-1252">')), 'text/html'),
    ],
    [
      '/meta-http-equiv',
      served(
        latin1(
          page(
            'Latin1',
            `<p>${GERMAN}</p>`,
            '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">',
          ),
        ),
        'text/html',
      ),
    ],
    ['/utf16', served(utf16(page('UTF16', `<p>${GERMAN}</p>`)), 'text/html; charset=utf-16')],
    ['/nothing-said', served(latin1(page('Guess', `<p>${GERMAN}</p>`)), 'text/html')],
    ['/wrongcharset', served(page('Wrong charset label', `<p>${GERMAN}</p>`), 'text/html; charset=ISO-8559-1')],
    [
      '/xhtml',
      served(`<?xml version="1.0" encoding="UTF-8"?>${page('XHTML', `<p>${GERMAN}</p>`)}`, 'application/xhtml+xml'),
    ],
    ['/noct', served(page('No content type', `<p>${GERMAN}</p>`), null)],
    ['/octets', served(page('Octets', `<p>${GERMAN}</p>`), 'application/octet-stream')],
    ['/s3', served(page('S3', `<p>${GERMAN}</p>`), 'binary/octet-stream')],
    ['/upper', served(page('Upper', `<p>${GERMAN}</p>`), 'Text/HTML;Charset=UTF-8')],
  ];
  for (const [path, what] of german) pages.set(path, what);
  for (const [path, body, type] of REGIONAL) pages.set(path, served(body, type));
  pages.set('/', listing([...german.map(([path]) => path), ...REGIONAL.map(([path]) => path)]));
  const source = await crawl('/');
  expect(source).toMatchObject({ state: 'done', problems: [] });
  for (const [path] of german)
    expect([path, await textOf(source.id, `${origin}${path}`)]).toEqual([
      path,
      expect.stringContaining('Größe und Öffnungszeiten finden Sie im Geschäft'),
    ]);
  for (const [path, , , words] of REGIONAL)
    expect([path, await textOf(source.id, `${origin}${path}`)]).toEqual([path, expect.stringContaining(words)]);
});

test('links begin where the page says', async () => {
  pages.set('/docs/', served(page('Docs', `<p>${LONG}docs</p><a href="inner.html">i</a>`, '<base href="/base/">')));
  pages.set('/base/inner.html', served(page('Inner via base', `<p>${LONG}The okapi bell is inner.</p>`)));
  const source = await crawl('/docs/');
  expect(source).toMatchObject({ state: 'done', done: 2, problems: [] });
  expect(await textOf(source.id, `${origin}/base/inner.html`)).toContain('okapi bell');
});

test('a page that is longer than an article may be: what was left out is told', async () => {
  pages.set(
    '/big',
    served(
      page(
        'Big',
        `<p>${'The warranty text repeats itself here. '.repeat(9_000)}</p><h2>At the very end</h2><p>The zebrafish clause gives ninety days of warranty for tandems.</p>`,
      ),
    ),
  );
  const source = await crawl('/big');
  expect(source).toMatchObject({
    state: 'done',
    problems: [{ url: `${origin}/big`, code: 'cut', leftOut: { from: expect.stringContaining('warranty text') } }],
  });
  expect(source.problems[0]!.leftOut!.letters).toBeGreaterThan(150_000);
  // Shorter by the next round, it is whole.
  pages.set('/big', served(page('Big', `<p>${LONG}</p>`)));
  expect((await admin.post(`/api/v1/knowledge/sources/${source.id}/repeat`)).status).toBe(202);
  expect((await ended(source.id)).problems).toEqual([]);
});

test('a site with more pages than it may have: those that were left out are named', async () => {
  const paths = ['/many/1', '/many/2', '/many/3', '/many/4'];
  for (const path of paths) pages.set(path, served(page(path, `<p>${LONG}${path}</p>`)));
  pages.set('/many', listing(paths));
  const source = await crawl('/many', { maxPages: 3 });
  expect([source.state, source.done, source.total, source.problems]).toEqual([
    'done',
    3,
    3,
    ['/many/3', '/many/4'].map(path => ({ url: `${origin}${path}`, code: 'over_page_limit', leftOut: null })),
  ]);
});

test.each<[string, Buffer]>([
  [
    'notiz.txt',
    latin1('Grüße: der Ärmel passt, die Größe stimmt nicht überall. Bitte Öl prüfen und für Nässe schützen.'),
  ],
  ['preise.csv', latin1('Teil;Preis\nGrüner Sattel für Räder;45 Größe M\nÄußerer Schlauch;9 Größe L\n')],
  ['seite.html', latin1(page('Größen', `<p>${GERMAN}</p>`))],
  ['wide.txt', utf16('Die Größe des Sattels passt für Räder mit Ösen.')],
  ['wide-csv.csv', utf16('Teil;Preis\nGröße;45\n')],
  ['bom.md', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('# Größe\n\nDer Sattel passt.')])],
])('a file %s is read in its encoding', async (name, bytes) => {
  const answer = await admin.call('POST', `/api/v1/knowledge/files?fileName=${encodeURIComponent(name)}`, bytes, {
    'content-type': 'application/octet-stream',
  });
  expect(answer.status).toBe(202);
  const source = await ended(answer.body.id);
  expect(source).toMatchObject({ state: 'done', problems: [] });
  expect(await textOf(source.id)).toContain('Größe');
  const found = await stack.db.database.withTenant(stack.tenants[0]!.id, unit =>
    search(unit, { text: 'Größe', language: 'de', audience: 'customer', limit: 20, at: Date.now() }),
  );
  expect(found.passages.some(passage => passage.text.includes('Größe'))).toBe(true);
});

test('what is no text stays none', async () => {
  const answer = await admin.call(
    'POST',
    '/api/v1/knowledge/files?fileName=binary.txt',
    Buffer.from([0x68, 0x00, 0x69, 0x01, 0x02]),
    { 'content-type': 'application/octet-stream' },
  );
  expect((await ended(answer.body.id)).problems).toMatchObject([{ code: 'not_text' }]);
});
