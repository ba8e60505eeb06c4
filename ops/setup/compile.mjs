/**
 * Compiles what `npm start` runs to JavaScript, once for all processes and starts: a loader in each process would
 * compile everything again and keep the compiler and source maps in memory (decision 0036). Only changed files are
 * compiled.
 */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
/** Inside node_modules: it is deleted together with the packages, and they resolve from here as from the sources. */
export const COMPILED = join(root, 'node_modules/.cache/sigfollow/js');
const FLOORS = [
  'activities',
  'api',
  'config',
  'domain',
  'ops',
  'prisma',
  'simulator',
  'store',
  'temporal',
  'workers',
  'workflows',
];
const MANIFEST = join(COMPILED, 'manifest.json');

/** Brings the folder of compiled files up to date. */
export async function compile() {
  const version = [
    JSON.parse(readFileSync(join(root, 'node_modules/typescript/package.json'), 'utf8')).version,
    hashOf('ops/setup/compile.mjs'),
  ].join();
  linkWorkbench();
  const known = readManifest(version);
  const files = new Map(FLOORS.flatMap(sourcesBelow).map(file => [file, hashOf(file)]));
  const changed = [...files.keys()].filter(file => known.get(file) !== files.get(file));
  const gone = [...known.keys()].filter(file => !files.has(file));
  if (changed.length === 0 && gone.length === 0) return;
  // Removed until everything is compiled, so that after a kill in between the next start compiles again.
  rmSync(MANIFEST, { force: true });
  for (const file of gone) rmSync(join(COMPILED, outputOf(file)), { force: true });
  const { default: ts } = await import('typescript');
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2023,
    rewriteRelativeImportExtensions: true,
    verbatimModuleSyntax: true,
  };
  for (const file of changed) {
    const to = join(COMPILED, outputOf(file));
    mkdirSync(dirname(to), { recursive: true });
    // Written to a temporary file and renamed: another start may be reading this file or compiling it too.
    const half = `${to}.${process.pid}.new`;
    if (file.endsWith('.ts')) {
      const source = readFileSync(join(root, file), 'utf8');
      writeFileSync(half, ts.transpileModule(source, { fileName: file, compilerOptions }).outputText);
    } else copyFileSync(join(root, file), half);
    renameSync(half, to);
  }
  writeFileSync(join(COMPILED, 'package.json'), '{"type":"module"}\n');
  writeFileSync(`${MANIFEST}.${process.pid}.new`, JSON.stringify({ version, files: [...files] }));
  renameSync(`${MANIFEST}.${process.pid}.new`, MANIFEST);
}

/** Links web/ to where compiled code expects it; renews the link after the checkout was moved or copied. */
function linkWorkbench() {
  const [link, target] = [join(COMPILED, 'web'), join(root, 'web')];
  if (targetOf(link) === target) return;
  mkdirSync(COMPILED, { recursive: true });
  rmSync(link, { force: true });
  try {
    symlinkSync(target, link, 'junction');
  } catch (error) {
    // Another start created it first.
    if (error.code !== 'EEXIST') throw error;
  }
}

function targetOf(link) {
  try {
    return readlinkSync(link);
  } catch {
    return null;
  }
}

const outputOf = file => file.replace(/\.ts$/, '.js');
const hashOf = file =>
  createHash('sha1')
    .update(readFileSync(join(root, file)))
    .digest('base64');

function sourcesBelow(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = `${folder}/${entry.name}`;
    if (path === 'prisma/migrations' || path === 'prisma/contract') return [];
    return entry.isDirectory() ? sourcesBelow(path) : path.endsWith('.d.ts') || path.endsWith('.d.mts') ? [] : [path];
  });
}

function readManifest(version) {
  try {
    const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8'));
    return new Map(manifest.version === version ? manifest.files : []);
  } catch {
    return new Map();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await compile();
