/** What the server needs for what the workbench shows, with a company's conversations of years compared with few. */
import { Pool } from 'undici';
import { logIn } from '../conversation/log-in.ts';
import type { Measurement } from '../report.ts';
import { orderOf } from '../pairs/median.ts';
import type { Quantity } from '../pairs/run-pairs.ts';
import { compare, measurementsOf, runPairs } from '../pairs/run-pairs.ts';
import { nameOf, numberOf } from './fill.ts';
import type { Words } from './texts.ts';

/** Calls of each step, each time that a side has its turn; it has two in a pair. */
const CALLS = 12;
const WARM_UP = 30;
const SHARE = 0.95;
const LISTED = 50;

/** How often as slow each step may be among many as among few; without: it is only told. */
const STEPS = {
  'inbox, mine': 1.5,
  'inbox, queue': 1.5,
  'inbox, closed': 1.5,
  'inbox, all, an administrator': 1.5,
  counts: 2,
  'search, a common word': 3,
  'search, a rare word': 3,
  'search, two words': 3,
  'search, the beginning of a word': 3,
  'search, a name': 3,
  'search, a number': 3,
  'thread of 50': null,
} as const;
type Step = keyof typeof STEPS;
const NAMES = Object.keys(STEPS) as Step[];

const quantityOf = (step: Step): Quantity => ({
  name: `workbench: ${step}, p95`,
  unit: '/s',
  floors: STEPS[step] === null ? {} : { ref: 1 / STEPS[step] },
  shownAs: { unit: 'ms', from: speed => 1_000 / speed },
});
const QUANTITIES = NAMES.map(quantityOf);

/** A running API of a filled database. */
export interface FilledApi {
  readonly url: string;
  readonly agent: string;
  readonly administrator: string;
  /** Number of conversations of the measured tenant. */
  readonly count: number;
}

/**
 * Calls what the workbench calls, one call at a time, of both APIs in turn.
 * @param many the API of the large database. @param few that of the small one.
 */
export async function measureServer(
  { many, few }: { readonly many: FilledApi; readonly few: FilledApi },
  words: Words,
  pairs: number,
): Promise<Measurement[]> {
  const sides = [
    { side: 'head' as const, ...(await callsOf(many, words)) },
    { side: 'ref' as const, ...(await callsOf(few, words)) },
  ];
  for (const { call } of sides)
    for (const step of NAMES) for (let round = 0; round < WARM_UP; round += 1) await call(step);
  const all = Object.fromEntries(NAMES.map(step => [step, [] as number[]])) as Record<Step, number[]>;
  const results = await runPairs(QUANTITIES, pairs, async pair => {
    const found = new Map(NAMES.map(step => [step, { head: [] as number[], ref: [] as number[] }]));
    for (const { side, call } of orderOf(sides, pair))
      for (let round = 0; round < CALLS; round += 1)
        for (const step of NAMES) {
          const begun = performance.now();
          await call(step);
          found.get(step)?.[side].push(performance.now() - begun);
        }
    for (const step of NAMES) all[step].push(...(found.get(step)?.head ?? []));
    return Object.fromEntries(
      NAMES.map(step => {
        const { head = [], ref = [] } = found.get(step) ?? {};
        return [quantityOf(step).name, { head: 1_000 / p95(head), ref: 1_000 / p95(ref) }];
      }),
    );
  });
  await Promise.all(sides.map(({ close }) => close()));
  return [
    ...measurementsOf(compare(QUANTITIES, results), results, 'the same among few'),
    ...NAMES.map(step => told(`workbench: ${step}, p95 of ${all[step].length} among many`, p95(all[step]))),
  ];
}

/** A row of the report without a limit, in milliseconds. */
export const told = (name: string, value: number): Measurement => ({
  name,
  value,
  unit: 'ms',
  baseline: null,
  ratio: null,
  floor: '–',
  holds: true,
});

/** The 95th percentile. */
export const p95 = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length * SHARE)] ?? NaN;

interface Calls {
  readonly call: (step: Step) => Promise<void>;
  readonly close: () => Promise<void>;
}

async function callsOf({ url, agent, administrator, count }: FilledApi, words: Words): Promise<Calls> {
  const http = new Pool(url, { connections: 1 });
  const [theirs, all] = [await logIn(url, agent), await logIn(url, administrator)];
  const get = async (path: string, { headers } = theirs): Promise<{ readonly items?: readonly { id: string }[] }> => {
    const { statusCode, body } = await http.request({ method: 'GET', path: `/api/v1${path}`, headers });
    const answer = (await body.json()) as object;
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const list = (query: string, who = theirs) => get(`/conversations?limit=${LISTED}${query}`, who);
  const thread = (await list('&state=closed')).items?.[0]?.id ?? '';
  let turn = 0;
  const search = (q: string) => get(`/search?q=${encodeURIComponent(q)}`, all);
  const steps: Readonly<Record<Step, () => Promise<unknown>>> = {
    'inbox, mine': () => list('&agentId=me&state=active&state=wrapping'),
    'inbox, queue': () => list('&state=queued&state=offered'),
    'inbox, closed': () => list('&state=closed'),
    'inbox, all, an administrator': () => list('', all),
    counts: () => get('/conversations/counts'),
    'search, a common word': () => search(words.common),
    'search, a rare word': () => search(words.rare),
    'search, two words': () => search(words.pair),
    'search, the beginning of a word': () => search(words.common.slice(0, 3)),
    // Another one each time: what was found once is at hand.
    'search, a name': () => search(nameOf((7919 * turn++) % count)),
    'search, a number': () => search(numberOf(0, (7919 * turn++) % count)),
    'thread of 50': () => get(`/conversations/${thread}/messages?limit=${LISTED}`),
  };
  return { call: step => steps[step]().then(() => undefined), close: () => http.close() };
}
