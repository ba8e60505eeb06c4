import { answerOf, askPatiently, client } from '../../lib/api/index.ts';
import type { ContactImport } from './queries.ts';

const asIs = (body: unknown): BodyInit => body as File;

/** Brings a file of contacts; nothing is done with it yet. */
export function importContacts(file: File): Promise<ContactImport> {
  return answerOf(
    client.POST('/api/v1/contacts/imports', {
      params: { query: { fileName: file.name.slice(-200) } },
      headers: { 'content-type': 'application/octet-stream' },
      body: file as never,
      bodySerializer: asIs,
      fetch: askPatiently,
    }),
  );
}
