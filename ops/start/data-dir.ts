import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * The folder that holds all data of one `npm start` installation. It contains keys and message contents, so only its
 * owner may read it.
 */
export class DataDir {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
    mkdirSync(join(this.path, 'logs'), { recursive: true });
    this.#close();
  }

  /**
   * Restricts permissions, also of files that an earlier version left readable. For files created from now on, the
   * umask of the process does.
   */
  #close(): void {
    for (const folder of [this.path, join(this.path, 'logs')]) {
      chmodSync(folder, 0o700);
      for (const entry of readdirSync(folder, { withFileTypes: true }))
        if (entry.isFile()) chmodSync(join(folder, entry.name), 0o600);
    }
  }

  /** The absolute path of a file in the folder, which need not exist. */
  file(...parts: string[]): string {
    return join(this.path, ...parts);
  }

  /** The content of a JSON file; null when it does not exist or is not valid JSON. */
  read<T>(name: string): T | null {
    const file = this.file(name);
    if (!existsSync(file)) return null;
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as T;
    } catch {
      return null;
    }
  }

  /** Writes a JSON file atomically. */
  write(name: string, value: unknown): void {
    writeWhole(this.file(name), value);
  }
}

/** Writes a JSON file that only its owner may read, atomically (write to a temporary file, then rename). */
export function writeWhole(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Secrets that are generated at the first start and kept in the data folder. */
export interface Secrets {
  readonly postgres: { readonly admin: string; readonly owner: string; readonly app: string; readonly relay: string };
  readonly appSecret: string;
  readonly verifyToken: string;
  readonly secretKey: string;
  readonly payloadKey: string;
  readonly codecToken: string;
}

/** Reads the installation's secrets; generates and stores them at the first start. */
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
