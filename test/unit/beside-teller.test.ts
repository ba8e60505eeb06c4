/** How readers are told what has no events: one after the other, whatever number of changes there are. */
import { afterEach, expect, jest, test } from '@jest/globals';
import { BesideTeller } from '../../api/ws/beside.ts';
import type { Client } from '../../api/ws/client.ts';
import { logBackgroundFailures } from '../../config/process/background.ts';

const failed = jest.fn();
logBackgroundFailures({ error: failed } as never);
afterEach(() => {
  failed.mockClear();
});

/** A connection of an agent; `heard` are the ids that it was told. */
function reader(person: string, isOpen = true) {
  const heard: string[] = [];
  const client = {
    principal: { id: person, role: 'AGENT', kind: 'user' },
    isOpen,
    tell: ({ id }: { readonly id: string }) => void heard.push(id),
  } as unknown as Client;
  return { client, heard };
}

/** A tenant whose contacts have a conversation in the queue `q`, which is that of all agents but those `elsewhere`. */
function tenant(readers: readonly { readonly client: Client }[], elsewhere: readonly string[] = []) {
  const log: string[] = [];
  const broken = new Set<string>();
  let [now, most] = [0, 0];
  let gate: Promise<void> = Promise.resolve();
  const unit = {
    tx: {
      contact: {
        findMany: ({ where }: { readonly where: { readonly id: { readonly in: string[] } } }) => {
          log.push(`contacts ${where.id.in.join()}`);
          const conversations = [{ id: 'c', queueId: 'q', agentId: null }];
          return Promise.resolve(where.id.in.map(id => ({ id, threads: [{ conversations }] })));
        },
      },
    },
    run: (_: unknown, { agent }: { readonly agent: string }) => {
      log.push(`rights of ${agent}`);
      if (broken.has(agent)) return Promise.reject(new Error('no connection'));
      return Promise.resolve([{ queue_ids: elsewhere.includes(agent) ? [] : ['q'], consulted_on: [] }]);
    },
  };
  const database = {
    async withTenant(_: string, work: (with_: typeof unit) => Promise<unknown>): Promise<unknown> {
      most = Math.max(most, (now += 1));
      await gate;
      return work(unit).finally(() => (now -= 1));
    },
  };
  return {
    teller: new BesideTeller({ database, clock: () => 0 } as never, () => readers.map(({ client }) => client)),
    log,
    broken,
    /** How many units of work ran at once. */
    most: () => most,
    /** The database answers nothing. @returns what lets it answer. */
    hold: () => {
      let release = (): void => undefined;
      gate = new Promise(resolve => (release = resolve));
      return release;
    },
  };
}

const contact = (id: string) => ['t', 'contact', id] as const;

test('what changes while others are told waits, and is told once', async () => {
  const ana = reader('ana');
  const { teller, log, hold, most } = tenant([ana]);
  const release = hold();
  const all = [teller.tell([contact('1')])];
  // It has begun.
  await Promise.resolve();
  for (const id of ['2', '3', '2', '3', '2']) all.push(teller.tell([contact(id)]));
  release();
  await Promise.all(all);
  expect(ana.heard).toEqual(['1', '2', '3']);
  expect(log).toEqual(['contacts 1', 'rights of ana', 'contacts 2,3', 'rights of ana']);
  expect(most()).toBe(1);
});

test('the rights of a person count for all tabs, and those of whom none is open are not asked for', async () => {
  const readers = [reader('ana'), reader('luis', false), reader('ana'), reader('ana', false), reader('eva')];
  const { teller, log } = tenant(readers, ['eva']);
  await teller.tell([contact('1'), contact('2')]);
  expect(readers.map(({ heard }) => heard)).toEqual([['1', '2'], [], ['1', '2'], [], []]);
  expect(log).toEqual(['contacts 1,2', 'rights of ana', 'rights of eva']);
});

test('that one cannot be told keeps nobody else from it, now or later', async () => {
  const [ana, luis] = [reader('ana'), reader('luis')];
  const { teller, broken } = tenant([ana, luis]);
  broken.add('ana');
  await teller.tell([contact('1')]);
  expect([ana.heard, luis.heard, failed.mock.calls.length]).toEqual([[], ['1'], 1]);
  broken.clear();
  await teller.tell([contact('2')]);
  expect([ana.heard, luis.heard]).toEqual([['2'], ['1', '2']]);
});

test('where nobody is connected nothing is read', async () => {
  const { teller, log } = tenant([]);
  await teller.tell([contact('1')]);
  expect(log).toEqual([]);
});
