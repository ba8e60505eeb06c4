import { z } from 'zod';
import { id } from '../../http/schemas.ts';
import { webAddress } from '../../http/schema-parts.ts';

/** A file: by URL, or one that was uploaded before. */
const source = {
  link: webAddress.optional().meta({ description: 'WhatsApp fetches the file from there.' }),
  uploadId: id.optional().meta({ description: 'Of POST /uploads.' }),
};
/** The schema of an object with exactly one of `link` and `uploadId`, and the members in `more`. */
export function withSource<T extends z.ZodRawShape>(more: T) {
  return z
    .strictObject({ ...source, ...more })
    .refine(
      ({ link, uploadId }: { readonly link?: unknown; readonly uploadId?: unknown }) =>
        (link === undefined) !== (uploadId === undefined),
      { path: ['link'], message: 'exactly one of link and uploadId is needed' },
    );
}
