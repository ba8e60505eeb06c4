/** Files that wait for inspection: either their turn comes, or the caller is told that it does not and tries again. */
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { mediaActivities } from '../../activities/media/activities.ts';
import { MetaMedia } from '../../activities/media/meta-media.ts';
import type { Asker } from '../../store/media/inspection/inspector.ts';
import { NotLookedAtError } from '../../store/media/inspection/inspector.ts';
import { eventually } from '../support/eventually.ts';
import { pdf } from '../support/files.ts';
import { testLog } from '../support/log.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let meta: MetaMedia;
beforeAll(async () => {
  stack = await createStack({ temporal: 'none' });
  meta = new MetaMedia({ baseUrl: stack.simulatorUrl, version: 'v23.0' });
});
afterAll(() => meta.close());
afterEach(() => void jest.restoreAllMocks());

let contacts = 0;
const toSimulator = async (path: string, body: Uint8Array<ArrayBuffer> | string, type: string) =>
  (await (
    await fetch(`${stack.simulatorUrl}${path}`, { method: 'POST', headers: { 'content-type': type }, body })
  ).json()) as { id: string; sha256: string };

/** A customer's file that is to be fetched, and the activity that does. */
async function fetching(): Promise<{
  readonly environment: MockActivityEnvironment;
  readonly fetched: () => Promise<void>;
  readonly state: () => Promise<string>;
}> {
  const from = `49176${++contacts}`;
  const file = await toSimulator('/control/media', new Uint8Array(pdf()), 'application/pdf');
  await toSimulator(
    '/control/inbound',
    JSON.stringify({
      phoneNumberId: stack.tenants[0]!.phoneNumberId,
      from,
      message: { type: 'document', document: { id: file.id, mime_type: 'application/pdf', sha256: file.sha256 } },
    }),
    'application/json',
  );
  const media = await eventually(
    async () =>
      (
        await stack.db.admin.query<{ id: string; round: number }>(
          'SELECT id, round FROM media WHERE wa_media_id = $1',
          [file.id],
        )
      ).rows[0],
    'the file’s row',
  );
  const environment = new MockActivityEnvironment(
    {},
    {
      logger: new DefaultLogger('WARN', ({ message, meta }) =>
        testLog.info({ sdk: String(meta?.['error'] ?? '') }, message),
      ),
    },
  );
  const { database, box, objects, inspector, clock } = stack.app;
  const activities = mediaActivities({ database, box, meta, objects, inspector, clock });
  return {
    environment,
    fetched: () =>
      environment.run((input: Parameters<typeof activities.fetchMedia>[0]) => activities.fetchMedia(input), {
        tenantId: stack.tenants[0]!.id,
        mediaId: media.id,
        round: media.round,
      }),
    state: async () =>
      (await stack.db.admin.query<{ state: string }>('SELECT state FROM media WHERE id = $1', [media.id])).rows[0]!
        .state,
  };
}

/** The first look of the stack's inspector is this one. @returns who asked for it. */
function looksOnce(look: (asker: Asker) => Promise<never>): Promise<Asker> {
  return new Promise(resolve => {
    jest.spyOn(stack.app.inspector, 'inspect').mockImplementationOnce((_file, _kind, asker) => {
      resolve(asker);
      return look(asker);
    });
  });
}
const untilGivenUp = ({ signal }: Asker): Promise<never> =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));

describe('a customer’s file', () => {
  test('that waits its turn keeps its activity alive; when that is canceled, it waits no longer', async () => {
    const { environment, fetched, state } = await fetching();
    const asked = looksOnce(untilGivenUp);
    const ended = fetched();
    const { tenantId } = await asked;
    expect(tenantId).toBe(stack.tenants[0]!.id);
    await new Promise(resolve => environment.on('heartbeat', resolve));
    environment.cancel();
    await expect(ended).rejects.toThrow(/CANCELLED/i);
    expect(await state()).toBe('fetching');
  });

  test.each(['crowded', 'closed'] as const)(
    'that is not looked at (%s) is not refused: it is fetched again',
    async why => {
      const { fetched, state } = await fetching();
      void looksOnce(() => Promise.reject(new NotLookedAtError(why)));
      await expect(fetched()).rejects.toMatchObject({
        name: 'ApplicationFailure',
        type: 'not_fetched',
        nonRetryable: false,
      });
      expect(await state()).toBe('fetching');
      await fetched();
      expect(await state()).toBe('stored');
    },
  );
});

describe('an upload', () => {
  const upload = (signal?: AbortSignal): Promise<Response> =>
    fetch(`${stack.baseUrl}/api/v1/uploads`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stack.tenants[1]!.apiKey}`, 'content-type': 'application/pdf' },
      body: new Uint8Array(pdf()),
      ...(signal === undefined ? {} : { signal }),
    });

  test.each([
    ['crowded', 429, 'too_many_files'],
    ['closed', 503, 'stopping'],
  ] as const)('that is not looked at (%s) is to be tried again: %i %s', async (why, status, code) => {
    const asked = looksOnce(() => Promise.reject(new NotLookedAtError(why)));
    const answer = await upload();
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
      status,
      '5',
      expect.objectContaining({ code }),
    ]);
    expect((await asked).tenantId).toBe(stack.tenants[1]!.id);
    expect((await upload()).status).toBe(201);
  });

  test('that waits is given up with the one who sent it', async () => {
    const gone = new AbortController();
    const asked = looksOnce(untilGivenUp);
    const sent = upload(gone.signal);
    const { signal } = await asked;
    gone.abort();
    await expect(sent).rejects.toThrow('abort');
    await eventually(() => signal?.aborted, 'the end of the wait');
  });
});
