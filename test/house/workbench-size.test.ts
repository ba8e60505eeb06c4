/** The workbench as it is built: how much an agent loads before the inbox stands, and what the page itself holds. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from '@jest/globals';
import { buildWorkbench } from '../../ops/build-workbench.ts';
import { root } from '../../ops/root.ts';

const DIST = join(root, 'web/dist');
/** What is loaded before the list of conversations stands. */
const INBOX = ['index.html'];
/** What is loaded before a conversation stands beside it, as at its address. */
const CONVERSATION = [
  ...INBOX,
  'src/features/opened/index.ts',
  ...['thread', 'composer', 'contact', 'together'].map(words => `src/locales/en/${words}.json`),
];

/** A chunk in Vite's manifest (https://vite.dev/guide/backend-integration). */
interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly css?: readonly string[];
}

let manifest: Readonly<Record<string, Chunk>>;
beforeAll(() => {
  buildWorkbench(() => undefined);
  manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8')) as typeof manifest;
});

/** The chunks that are loaded with these, what they load later left out. */
function chunksOf(entries: readonly string[]): Chunk[] {
  const found = new Map<string, Chunk>();
  const add = (key: string): void => {
    const chunk = manifest[key];
    if (chunk === undefined) throw new Error(`Vite's manifest has no ${key}`);
    if (found.has(key)) return;
    found.set(key, chunk);
    for (const next of chunk.imports ?? []) add(next);
  };
  for (const entry of entries) add(entry);
  return [...found.values()];
}

/** The sizes of files after gzip, with their sum, the largest first; one per line. */
function sizes(files: readonly string[]): { readonly sum: number; readonly list: string } {
  const bytes = [...new Set(files)].map(file => ({
    file,
    size: gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length,
  }));
  const list = bytes.sort((left, right) => right.size - left.size).map(({ file, size }) => `${size} ${file}`);
  return { sum: bytes.reduce((sum, { size }) => sum + size, 0), list: list.join('\n') };
}

const scripts = (chunks: readonly Chunk[]): string[] => chunks.map(({ file }) => file);
const styles = (chunks: readonly Chunk[]): string[] => chunks.flatMap(({ css }) => css ?? []);

test.each([
  ['the inbox', 'JavaScript', 200_000, INBOX, scripts],
  ['the inbox', 'CSS', 30_000, INBOX, styles],
  ['an open conversation', 'JavaScript', 280_000, CONVERSATION, scripts],
  ['an open conversation', 'CSS', 30_000, CONVERSATION, styles],
] as const)('%s needs no more %s at first than %i bytes', (...[what, kind, most, entries, filesOf]) => {
  const { sum, list } = sizes(filesOf(chunksOf(entries)));
  if (sum > most)
    throw new Error(`${kind} that ${what} needs at first: ${sum} bytes of gzip, at most ${most}:\n${list}`);
  expect(sum).toBeGreaterThan(0);
});

test('the page holds no script and no style of its own, and nothing of another origin', () => {
  const page = readFileSync(join(DIST, 'index.html'), 'utf8');
  const scripts = [...page.matchAll(/<script\b([^>]*)>([^]*?)<\/script>/g)];
  expect(scripts.map(([, attributes = '', content = '']) => [/ src="\/\w/.test(attributes), content.trim()])).toEqual(
    scripts.map(() => [true, '']),
  );
  expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|\b(?:src|href)="(?!\/\w|data:,)/);
  // The colours are known before anything is drawn: this script is waited for, and comes before all else.
  expect(scripts[0]?.[1]).toBe(' src="/color-scheme.js"');
  expect(page.indexOf('color-scheme.js')).toBeLessThan(page.search(/rel="stylesheet"|type="module"/));
});

test('files have their hash in their names, and those that are worth it lie there compressed, too', () => {
  const files = readdirSync(join(DIST, 'assets'));
  for (const file of files) expect(file).toMatch(/-[\w-]{8}\.\w+(?:\.map)?(?:\.br|\.gz)?$/);
  const worth = files.filter(file => /\.(?:js|css)$/.test(file)).map(file => join(DIST, 'assets', file));
  expect(worth.length).toBeGreaterThan(1);
  for (const file of worth) {
    const content = readFileSync(file);
    const packed = [`${file}.br`, `${file}.gz`];
    expect(packed.map(each => existsSync(each))).toEqual(packed.map(() => content.length >= 1_024));
    if (content.length < 1_024) continue;
    expect(brotliDecompressSync(readFileSync(packed[0]!)).equals(content)).toBe(true);
    expect(gunzipSync(readFileSync(packed[1]!)).equals(content)).toBe(true);
  }
});
