import { Pool } from 'undici';
import { waIdOf } from '../conversation/contact.ts';
import { AT_ONCE } from './conversation-cost.ts';
import { logIn } from '../conversation/log-in.ts';
import type { Running } from './conversation-running.ts';
import { launchHead, nextContacts } from './conversation-running.ts';
import { walkAll } from '../conversation/walk.ts';
import type { Measurement } from '../report.ts';
import { orderOf } from './median.ts';
import type { Place, ReadyHead } from './place.ts';
import type { Quantity } from './run-pairs.ts';
import { compare, measurementsOf, runPairs } from './run-pairs.ts';

const WARM_UP = 200;
/** Samples of each step on each side. */
const SAMPLES = 210;
const LISTED = 50;
/** Number of open conversations, and of messages in one of them, so that a list and a thread are full. */
const OPEN = 60;
/** How often the database is polled for offers; limits the error of "inbound to offer". */
const LOOKS_EVERY_MS = 2;
/** The limit that webhooks have, too: smaller differences cannot be measured reliably. */
const NOT_SLOWER = 0.95;

const STEPS = ['inbound to offer', 'accept', 'reply to taken by WhatsApp', 'list of 50', 'thread of 50'] as const;
type Step = (typeof STEPS)[number];
const SHARES = { p50: 0.5, p95: 0.95 } as const;
type Share = keyof typeof SHARES;
const quantityOf = (step: Step, share: Share): Quantity => ({
  name: `latency alone, ${step}, ${share}`,
  unit: '/s',
  floors: { ref: NOT_SLOWER },
  shownAs: { unit: 'ms', from: speed => 1_000 / speed },
});
const QUANTITIES = STEPS.flatMap(step =>
  (['p50', 'p95'] as const).map(share => ({ step, share, quantity: quantityOf(step, share) })),
);

/** Measures what people wait for, one step at a time on an otherwise idle system, compared with another head. */
export async function pairLatency(place: Place, pairs: number): Promise<Measurement[]> {
  const rounds = Math.ceil(SAMPLES / pairs / 2);
  const sides = await Promise.all(place.heads.map(head => open(place, head)));
  for (const side of sides) await side.begin();
  const all = empty();
  const quantities = QUANTITIES.map(each => each.quantity);
  const results = await runPairs(quantities, pairs, async pair => {
    const found = new Map(sides.map(side => [side.running.side, empty()]));
    for (const side of orderOf(sides, pair))
      for (let round = 0; round < rounds; round++) await side.once(found.get(side.running.side) ?? empty());
    for (const step of STEPS) all[step].push(...(found.get('head')?.[step] ?? []));
    return Object.fromEntries(
      QUANTITIES.map(({ step, share, quantity }) => [
        quantity.name,
        Object.fromEntries([...found].map(([side, times]) => [side, 1_000 / ofShare(times[step], share)])),
      ]),
    );
  });
  await Promise.all(sides.map(side => side.stop()));
  const told = QUANTITIES.map(({ step, share, quantity }): Measurement => ({
    name: `${quantity.name} of ${all[step].length}`,
    value: ofShare(all[step], share),
    unit: 'ms',
    baseline: null,
    ratio: null,
    floor: '–',
    holds: true,
  }));
  return [
    ...measurementsOf(
      compare(quantities, results),
      results,
      place.heads.find(head => head.name === 'ref')?.label ?? null,
    ),
    ...told,
  ];
}

type Times = Record<Step, number[]>;
const empty = (): Times => Object.fromEntries(STEPS.map(step => [step, [] as number[]])) as Times;
const ofShare = (times: readonly number[], share: Share): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length * SHARES[share])] ?? NaN;

interface Listed {
  readonly items: readonly { readonly id: string }[];
}

interface Waited {
  readonly running: Running;
  /** Warms up, and creates the conversations and messages that the lists return. */
  readonly begin: () => Promise<void>;
  /** Runs each step once and appends its duration in milliseconds to `times`. */
  readonly once: (times: Times) => Promise<void>;
  readonly stop: () => Promise<void>;
}

async function open(place: Place, head: ReadyHead): Promise<Waited> {
  const running = await launchHead(place, head, `${head.name}-latency`, { looksEveryMs: LOOKS_EVERY_MS });
  const { walked, meta, api } = running;
  const { headers } = await logIn(api.url, head.made.admins[0] ?? '');
  const http = new Pool(api.url, { connections: 1 });
  let thread = '';
  const get = async (path: string): Promise<Listed> => {
    const { statusCode, body } = await http.request({ method: 'GET', path: `/api/v1${path}`, headers });
    const answer = (await body.json()) as Listed;
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`);
    return answer;
  };
  const full = async (path: string): Promise<void> => {
    const { items } = await get(path);
    if (items.length !== LISTED) throw new Error(`${path} lists ${items.length} of ${LISTED}`);
  };
  const steps: Readonly<Record<Step, (contact: number) => Promise<void>>> = {
    'inbound to offer': async contact => {
      await walked.write(contact);
      await walked.offered(contact);
    },
    accept: walked.accept,
    'reply to taken by WhatsApp': contact => meta.taken(waIdOf(contact)),
    'list of 50': () => full(`/conversations?limit=${LISTED}`),
    'thread of 50': () => full(`/conversations/${thread}/messages?limit=${LISTED}`),
  };
  const once = async (times: Times): Promise<void> => {
    const [contact = 0] = nextContacts(1);
    for (const step of STEPS) {
      const begun = performance.now();
      const done = steps[step](contact);
      // The statuses of a reply are awaited, too, but not measured.
      const replied =
        step === 'reply to taken by WhatsApp'
          ? walked.reply(contact, 'The quick brown fox jumps over the lazy dog.')
          : null;
      await done;
      times[step].push(performance.now() - begun);
      await replied;
    }
    await walked.close(contact);
    await walked.idle();
  };
  const begin = async (): Promise<void> => {
    await walkAll(walked, nextContacts(WARM_UP), AT_ONCE);
    const some = nextContacts(OPEN);
    for (const contact of some) await steps['inbound to offer'](contact);
    for (const contact of some) await walked.accept(contact);
    for (let message = 0; message < OPEN; message++) await walked.write(some.at(-1) ?? 0);
    await walked.idle();
    thread = (await get('/conversations?limit=1')).items[0]?.id ?? '';
    for (let round = 0; round < 20; round++) await once(empty());
  };
  return { running, begin, once, stop: () => Promise.all([http.close(), running.stop()]).then(() => undefined) };
}
