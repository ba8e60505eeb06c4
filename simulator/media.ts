/** Files as Meta keeps them: an id gives a URL that is valid for minutes, and both need the access token. */
import { createHash, randomInt, randomUUID } from 'node:crypto';
import type { Express, Request, Response } from 'express';
import express from 'express';
import { META_ERRORS, titleOf } from './errors.ts';
import type { FaultOrder, SimulatorSettings } from './settings.ts';
import type { SimulatedNumber } from './state.ts';
import { holdsToken } from './state.ts';

interface KeptFile {
  readonly bytes: Buffer;
  readonly mime: string;
  readonly sha256: Buffer;
}

export interface MediaParts {
  /** Those with `to: 'media'` apply to uploads. */
  readonly faults: FaultOrder[];
  readonly numbers: readonly SimulatedNumber[];
  readonly settings: () => SimulatorSettings;
}

/** The largest file that Meta accepts of each type, in bytes. */
const TAKEN: readonly (readonly [type: RegExp, bytes: number])[] = [
  [/^image\/(jpeg|png)$/, 5 << 20],
  [/^image\/webp$/, 500 << 10],
  [/^audio\/(aac|amr|mpeg|mp4|ogg)$/, 16 << 20],
  [/^video\/(mp4|3gpp)$/, 16 << 20],
  [
    /^(text\/plain|application\/(pdf|msword|vnd\.ms-(excel|powerpoint)|vnd\.openxmlformats-officedocument\.(wordprocessingml\.document|spreadsheetml\.sheet|presentationml\.presentation)))$/,
    100 << 20,
  ],
];

export interface SimulatedFiles {
  has(id: string): boolean;
  /** Files that businesses uploaded; not those that customers attached. */
  readonly uploads: {
    readonly id: string;
    readonly phoneNumberId: string;
    readonly mime: string;
    readonly size: number;
  }[];
}

/** Serves files. They are kept in memory, so a restart deletes them; at Meta they are deleted after a week. */
export function mediaRoutes(server: Express, { numbers, settings, faults }: MediaParts): SimulatedFiles {
  const uploads: SimulatedFiles['uploads'][number][] = [];
  const files = new Map<string, KeptFile>();
  const addresses = new Map<string, { readonly id: string; readonly until: number }>();
  const authorised = (request: Request): boolean =>
    numbers.some(number => holdsToken(number, request.get('authorization')));
  const fail = (response: Response, code: number, status = META_ERRORS.get(code)?.[0] ?? 400): void =>
    void response.status(status).json({
      error: { message: `(#${code}) ${titleOf(code)}`, type: 'OAuthException', code, fbtrace_id: randomUUID() },
    });

  /** For tests and the phone page: a file that a customer attaches, with the type that the phone claims. */
  server.post('/control/media', express.raw({ limit: '120mb', type: () => true }), (request, response) => {
    const id = String(randomInt(1e14, 3e14));
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    files.set(id, {
      bytes,
      mime: request.get('content-type') ?? 'application/octet-stream',
      sha256: createHash('sha256').update(bytes).digest(),
    });
    response.status(201).json({ id, sha256: files.get(id)?.sha256.toString('base64') });
  });
  server.delete(
    '/control/media/:id',
    (request, response) => void response.json({ removed: files.delete(request.params.id) }),
  );
  server.get('/control/media/:id', (request, response) => {
    const file = files.get(request.params.id);
    if (file === undefined) return void response.status(404).json({ error: 'there is no such file' });
    response.set('content-security-policy', 'sandbox').type(file.mime).send(file.bytes);
  });

  server.post(
    '/:version/:phoneNumberId/media',
    express.raw({ limit: '120mb', type: 'multipart/form-data' }),
    async (request: Request, response: Response) => {
      const number = numbers.find(each => each.phoneNumberId === request.params['phoneNumberId']);
      if (number === undefined || !holdsToken(number, request.get('authorization'))) return fail(response, 190);
      const fault = faults.findIndex(each => each.to === 'media');
      const [order] = fault < 0 ? [] : faults.splice(fault, 1);
      if (order?.kind === 'error_500_before') return fail(response, 131000);
      if (order?.kind === 'error' && order.code !== undefined) return fail(response, order.code);
      const answer = new globalThis.Response(new Uint8Array(request.body as Buffer), {
        headers: { 'content-type': request.get('content-type') ?? '' },
      });
      // `formData` is deprecated because it holds everything in memory, as this simulator does with files anyway.
      const form = await answer.formData(); // eslint-disable-line @typescript-eslint/no-deprecated
      const [file, type] = [form.get('file'), form.get('type')];
      if (form.get('messaging_product') !== 'whatsapp' || typeof type !== 'string' || !(file instanceof Blob))
        return fail(response, 100);
      const limit = TAKEN.find(([pattern]) => pattern.test(type))?.[1] ?? 0;
      if (file.size === 0 || file.size > limit || file.type !== type) return fail(response, 131053);
      const id = String(randomInt(1e14, 3e14));
      const bytes = Buffer.from(await file.arrayBuffer());
      files.set(id, { bytes, mime: type, sha256: createHash('sha256').update(bytes).digest() });
      uploads.push({ id, phoneNumberId: number.phoneNumberId, mime: type, size: bytes.length });
      response.json({ id });
    },
  );

  server.get(/^\/v\d+\.\d+\/(\d+)$/, (request, response) => {
    if (!authorised(request)) return fail(response, 190);
    const id = (request.params as unknown as string[])[0] ?? '';
    const file = files.get(id);
    if (file === undefined) return fail(response, 100);
    const name = randomUUID();
    addresses.set(name, { id, until: Date.now() + settings().mediaUrlMs });
    const base = settings().mediaUrlBase ?? `http://${request.get('host') ?? ''}`;
    response.json({
      messaging_product: 'whatsapp',
      url: `${base}/lookaside/${name}`,
      mime_type: file.mime,
      sha256: file.sha256.toString('hex'),
      file_size: String(file.bytes.length),
      id,
    });
  });
  server.get('/lookaside/:name', (request, response) => {
    if (!authorised(request)) return void response.status(401).end();
    const address = addresses.get(request.params.name);
    const file = address === undefined || Date.now() >= address.until ? undefined : files.get(address.id);
    if (file === undefined) return void response.status(404).end();
    const { mediaDownload } = settings();
    if (mediaDownload === 'unavailable') return void response.status(503).end();
    response
      .type(file.mime)
      .send(mediaDownload === 'damaged' ? Buffer.from(file.bytes).fill(0, file.bytes.length >> 1) : file.bytes);
  });
  return { has: id => files.has(id), uploads };
}
