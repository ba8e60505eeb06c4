import type { Upload } from '../../../../client/schema.ts';
import { answerOf, askPatiently, client } from './client.ts';

const asIs = (body: unknown): BodyInit => body as File;

/** Brings a file to be sent. What WhatsApp would not take is refused here, and it says why. */
export function uploadFile(file: File): Promise<Upload> {
  return answerOf(
    client.POST('/api/v1/uploads', {
      params: { query: { fileName: file.name.slice(-240) } },
      headers: { 'content-type': file.type === '' ? 'application/octet-stream' : file.type },
      body: file as never,
      bodySerializer: asIs,
      fetch: askPatiently,
    }),
  );
}

/** Brings a file that articles are made of. */
export function uploadDocument(file: File): Promise<{ readonly id: string }> {
  return answerOf(
    client.POST('/api/v1/knowledge/files', {
      params: { query: { fileName: file.name.slice(-200) } },
      headers: { 'content-type': 'application/octet-stream' },
      body: file as never,
      bodySerializer: asIs,
      fetch: askPatiently,
    }),
  );
}
