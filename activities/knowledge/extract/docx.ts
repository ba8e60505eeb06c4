import mammoth from 'mammoth';
import { markdownOf } from './html.ts';
import type { Text } from './unreadable.ts';
import { Unreadable } from './unreadable.ts';
import { checkXml } from './xml.ts';
import { Archive } from './zip.ts';

/** Bytes of all parts that are read: those with words; pictures and whatever else is embedded stay packed. */
const UNZIPPED = 16 * 1024 * 1024;

/** As much of an archive as mammoth asks for: `lib/zipfile.js`. It takes one in the place of a file's bytes. */
interface MammothFile {
  exists(name: string): boolean;
  read(name: string, encoding?: string): Promise<string | Uint8Array>;
}

export async function readDocx(buffer: Buffer): Promise<Text> {
  const archive = await Archive.open(buffer, UNZIPPED);
  if (!archive.has('[Content_Types].xml')) throw new Unreadable('wrong_type');
  let refused: Unreadable | null = null;
  const file: MammothFile = {
    exists: name => archive.has(name),
    read: async (name, encoding) => {
      try {
        const bytes = await archive.read(name);
        if (encoding === undefined || encoding === 'base64')
          return encoding === undefined ? bytes : bytes.toString('base64');
        const text = new TextDecoder(encoding).decode(bytes);
        checkXml(text);
        return text;
      } catch (error) {
        if (error instanceof Unreadable) refused = error;
        throw error;
      }
    },
  };
  const options = {
    externalFileAccess: false,
    convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })),
  };
  const { value } = await mammoth
    .convertToHtml({ file } as unknown as { buffer: Buffer }, options)
    .catch((error: unknown) => {
      throw refused ?? error;
    });
  return { title: null, body: markdownOf(value), links: [] };
}
