import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * The folder that keeps everything of one installation. It holds keys and what people wrote: nobody but its owner reads
 * it.
 */
export class DataDir {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
    mkdirSync(join(this.path, 'logs'), { recursive: true });
    this.#close();
  }

  /** Also what an earlier version left open. What is made from now on is closed by the process's umask. */
  #close(): void {
    for (const folder of [this.path, join(this.path, 'logs')]) {
      chmodSync(folder, 0o700);
      for (const entry of readdirSync(folder, { withFileTypes: true }))
        if (entry.isFile()) chmodSync(join(folder, entry.name), 0o600);
    }
  }

  file(...parts: string[]): string {
    return join(this.path, ...parts);
  }

  read<T>(name: string): T | null {
    const file = this.file(name);
    if (!existsSync(file)) return null;
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as T;
    } catch {
      return null;
    }
  }

  /** Whole or not at all. */
  write(name: string, value: unknown): void {
    writeWhole(this.file(name), value);
  }
}

/** Writes JSON that its owner reads, whole or not at all: beside, and moved over. */
export function writeWhole(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** What is drawn at the first start and kept. */
export interface Secrets {
  readonly postgres: { readonly admin: string; readonly owner: string; readonly app: string; readonly relay: string };
  readonly appSecret: string;
  readonly verifyToken: string;
  readonly secretKey: string;
  readonly payloadKey: string;
  readonly codecToken: string;
}

export function loadSecrets(data: DataDir): Secrets {
  const known = data.read<Secrets>('secrets.json');
  if (known !== null) return known;
  const text = (): string => randomBytes(24).toString('base64url');
  const key = (): string => randomBytes(32).toString('base64');
  const drawn: Secrets = {
    postgres: { admin: text(), owner: text(), app: text(), relay: text() },
    appSecret: randomBytes(16).toString('hex'),
    verifyToken: text(),
    secretKey: key(),
    payloadKey: key(),
    codecToken: text(),
  };
  data.write('secrets.json', drawn);
  return drawn;
}
