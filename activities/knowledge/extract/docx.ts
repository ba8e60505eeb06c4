import mammoth from 'mammoth';
import { markdownOf } from './html.ts';
import type { Text } from './unreadable.ts';
import { Unreadable } from './unreadable.ts';
import { checkXml } from './xml.ts';
import { Archive } from './zip.ts';

/** Maximum unpacked bytes of all parts that are read: those with text. Images and other embedded parts stay packed. */
const UNZIPPED = 16 * 1024 * 1024;

/** The part of an archive that mammoth uses (`lib/zipfile.js`); it accepts one instead of a file's bytes. */
interface MammothFile {
  exists(name: string): boolean;
  read(name: string, encoding?: string): Promise<string | Uint8Array>;
}

/** The document as Markdown, without images. @throws Unreadable wrong_type, too_large, too_deep, unsafe_markup. */
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
