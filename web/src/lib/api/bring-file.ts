import type { Upload } from '../../../../client/schema.ts';
import { answerOf, askPatientlyBy, client } from './client.ts';

function headersOf(call: XMLHttpRequest): [string, string][] {
  const lines = call.getAllResponseHeaders().trim().split('\r\n');
  return lines.map(line => {
    const [name = '', ...value] = line.split(': ');
    return [name, value.join(': ')];
  });
}

/** Carries out a call that brings a file, and tells what `fetch` cannot: how much of it is brought. */
const withProgress =
  (file: File, onProgress: (share: number) => void) =>
  (request: Request, signal: AbortSignal): Promise<Response> =>
    new Promise((resolve, reject) => {
      const call = new XMLHttpRequest();
      call.open(request.method, request.url);
      request.headers.forEach((value, name) => call.setRequestHeader(name, value));
      call.responseType = 'arraybuffer';
      call.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total));
      call.addEventListener('load', () => {
        const { status, statusText } = call;
        resolve(new Response(call.response as ArrayBuffer, { status, statusText, headers: headersOf(call) }));
      });
      for (const end of ['error', 'abort'] as const)
        call.addEventListener(end, () => reject(new TypeError(`The call ended: ${end}.`)));
      signal.addEventListener('abort', () => call.abort());
      if (signal.aborted) reject(new TypeError('The call was given up.'));
      else call.send(file);
    });

/** How a file is brought, and given up. */
interface Options {
  readonly signal: AbortSignal;
  /** Called with how much of it is brought, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/**
 * Brings a file to be sent. What WhatsApp would not take is refused here, and it says why.
 * @throws ApiError `file_refused` and others; whatever it is once it was given up.
 */
export function bringFile(file: File, { signal, onProgress }: Options): Promise<Upload> {
  return answerOf(
    client.POST('/api/v1/uploads', {
      params: { query: file.name === '' ? {} : { fileName: file.name.slice(-240) } },
      headers: { 'content-type': file.type === '' ? 'application/octet-stream' : file.type },
      // What is sent is the file itself: the request's own body is not read.
      body: '' as never,
      bodySerializer: () => '',
      signal,
      fetch: askPatientlyBy(withProgress(file, onProgress)),
    }),
  );
}
