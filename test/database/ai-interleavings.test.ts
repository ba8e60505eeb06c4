/**
 * A person steps in, or the contact writes more, at every point of an AI turn. Each order of events is arranged, not
 * left to chance.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Gate } from '../../simulator/gate.ts';
import { newContact, publishArticle, setPolicy, writes } from '../support/ai.ts';
import type { AiPlace } from '../support/ai-place.ts';
import { aiPlace } from '../support/ai-place.ts';
import type { HttpClient } from '../support/http-client.ts';
import { inParallel } from '../support/in-parallel.ts';
import { random } from '../support/random.ts';
import { atTheConversation } from '../support/row-lock.ts';
import { size } from '../support/size.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

/**
 * Every intrusion at every point, this often. Once sees the mutants; a second time another order is before and after
 * it.
 */
const TIMES = size({ quick: 2, full: 29 });
/** Tenants whose conversations go on beside each other, so that held rows of one hold up nobody else. */
const CITIES = ['Berlin', 'Lisbon', 'Nairobi', 'Osaka'];
const LANES = CITIES.length;
const QUESTION = 'Within how many days can I return a bicycle?';

let stack: Stack;
let place: AiPlace;
beforeAll(async () => {
  stack = await createStack({
    temporal: 'none',
    poolSize: 24,
    tenants: Array.from({ length: LANES }, () => ({ maxPerAgent: 1_000, wrapUpMs: 0 })),
  });
  place = aiPlace(stack);
  for (let lane = 0; lane < LANES; lane++) {
    await publishArticle(
      stack.api(lane),
      'Returns',
      `You can return a bicycle within 30 days. Bring the invoice to our workshop in ${CITIES[lane]}.`,
    );
    await setPolicy(stack.api(lane), { mode: 'answer', gather: { quietMs: 0, capMs: 0, deadlineMs: 600_000 } });
  }
});
afterAll(async () => {
  await place.close();
  await stack.close();
});

interface Scene {
  readonly lane: number;
  readonly contact: string;
  readonly id: string;
  readonly admin: HttpClient;
  readonly round: number;
}
type Intrusion = (scene: Scene) => Promise<number>;
type Work = () => Promise<unknown>;

const post = async ({ admin, id }: Scene, path: string, body?: object): Promise<number> =>
  (await admin.post(`/api/v1/conversations/${id}${path}`, body)).status;
const INTRUSIONS: Readonly<Record<string, Intrusion>> = {
  'an administrator assigns it': scene => {
    const agents = stack.tenants[scene.lane]!.users.filter(user => user.role === 'AGENT');
    return post(scene, '/assign', { agentId: agents[scene.round % agents.length]!.id });
  },
  'an administrator answers': scene => post(scene, '/messages', { text: { body: 'I see to that myself.' } }),
  'it is transferred to another queue': scene =>
    post(scene, '/transfer', { queueId: stack.tenants[scene.lane]!.queues[1]!.id }),
  'it is closed': scene => post(scene, '/close'),
  'the contact writes more': async ({ lane, contact, id }) =>
    (await writes(stack, contact, 'No, I meant another thing: are you open on Sunday?', lane)) === id ? 200 : 500,
};

const turn = ({ lane, id }: Scene, at: Parameters<AiPlace['runTurn']>[3] = {}): Promise<unknown> =>
  place.runTurn(lane, id, 1, at);

const bothWantIt = ({ id }: Scene, first: Work, second: Work): Promise<unknown> =>
  atTheConversation(stack.db.adminUrl, id, first, second);

/** A turn that waits before it writes: `meanwhile` comes between, and decides when the turn goes on. */
async function heldBeforeWriting(scene: Scene, meanwhile: (goOn: Work) => Promise<unknown>): Promise<void> {
  const gate = new Gate();
  const held = gate.hold();
  const running = turn(scene, { beforeWriting: () => gate.pass('write') });
  try {
    await Promise.race([
      held.arrived,
      running.then(() => {
        throw new Error('the turn ended before it wrote');
      }),
    ]);
    await meanwhile(() => (held.letGo(), running));
  } finally {
    held.letGo();
    await running;
  }
}

/** Where an intrusion can come, and whether the AI has spoken by then. */
const POINTS: Readonly<
  Record<string, { readonly spoken: boolean; readonly at: (scene: Scene, intrude: Work) => Promise<unknown> }>
> = {
  'before the turn begins': { spoken: false, at: (scene, intrude) => intrude().then(() => turn(scene)) },
  'before the model is asked': {
    spoken: false,
    at: (scene, intrude) => turn(scene, { beforeAsking: async () => void (await intrude()) }),
  },
  'while the model answers': {
    spoken: false,
    at: async (scene, intrude) => {
      // The lane's first question, known by its article; a second try is not held.
      const held = stack.simulator.modelGate.hold(prompt => prompt.includes(CITIES[scene.lane]!), { once: true });
      const running = turn(scene);
      try {
        await held.arrived;
        await intrude();
      } finally {
        held.letGo();
        await running;
      }
    },
  },
  'after the model’s answer, before it is written': {
    spoken: false,
    at: (scene, intrude) => heldBeforeWriting(scene, intrude),
  },
  'both at the row, the AI second': {
    spoken: false,
    at: (scene, intrude) => heldBeforeWriting(scene, goOn => bothWantIt(scene, intrude, goOn)),
  },
  'both at the row, the AI first': {
    spoken: true,
    at: (scene, intrude) => heldBeforeWriting(scene, goOn => bothWantIt(scene, goOn, intrude)),
  },
  'after it is written': { spoken: true, at: (scene, intrude) => turn(scene).then(intrude) },
};

/**
 * What came of it, against what must: at most one automated message, none after a person or the contact; one where
 * nobody came first.
 */
async function faults({ id }: Scene, spoken: boolean): Promise<string[]> {
  const { rows } = await stack.db.admin.query<{ seq: number; type: string; actor_kind: string }>(
    'SELECT seq, type, actor_kind FROM conversation_event WHERE conversation_id = $1 ORDER BY seq',
    [id],
  );
  const automated = rows.filter(row => row.type === 'message_queued' && row.actor_kind === 'system');
  const stepped =
    rows
      .filter(row => (row.actor_kind !== 'system' && row.actor_kind !== 'contact') || row.type === 'message_received')
      .slice(1)
      .at(0)?.seq ?? Infinity;
  return [
    ...(automated.some(row => row.seq > stepped) ? [`it said something after event ${stepped}`] : []),
    ...(automated.length === (spoken ? 1 : 0) ? [] : [`it said ${automated.length} things`]),
  ];
}

async function scene(round: number): Promise<Scene> {
  const lane = round % LANES;
  const contact = newContact();
  return { lane, contact, id: await writes(stack, contact, QUESTION, lane), admin: stack.api(lane), round };
}

/** Plays rounds, those of one lane one after the other. @returns what was wrong. */
async function play<T>(
  cases: readonly T[],
  one: (each: T, round: number) => Promise<readonly string[]>,
): Promise<string[]> {
  const wrong: string[] = [];
  await inParallel(
    Array.from({ length: LANES }, (_, lane) => lane),
    LANES,
    async lane => {
      for (let round = lane; round < cases.length; round += LANES)
        wrong.push(
          ...(await one(cases[round]!, round)).map(
            fault => `round ${round}: ${JSON.stringify(cases[round])}: ${fault}`,
          ),
        );
    },
  );
  return wrong;
}

test('whoever steps in at whatever point: no automated message after a person stepped in, nor after the contact wrote more; else one answer', async () => {
  const cases = Array.from({ length: TIMES }, () =>
    Object.keys(POINTS).flatMap(point => Object.keys(INTRUSIONS).map(who => ({ point, who }))),
  ).flat();
  const wrong = await play(random('intrusions').shuffled(cases), async ({ point, who }, round) => {
    const it = await scene(round);
    const { spoken, at } = POINTS[point]!;
    let status = 0;
    await at(it, async () => void (status = await INTRUSIONS[who]!(it)));
    // The second try that a worker's death leads to, and one of a turn that is over.
    await Promise.all([turn(it), turn(it)]);
    return [
      ...(await faults(it, spoken)),
      ...([200, 202, 409].includes(status) ? [] : [`the other one got ${status}`]),
    ];
  });
  expect(wrong).toEqual([]);
});

test('a turn that is tried again while its first try goes on, at whatever point: one answer', async () => {
  const cases = Array.from({ length: TIMES }, () => Object.keys(POINTS)).flat();
  const wrong = await play(random('second tries').shuffled(cases), async (point, round) => {
    const it = await scene(round);
    await POINTS[point]!.at(it, () => turn(it));
    return faults(it, true);
  });
  expect(wrong).toEqual([]);
});

test('a turn that nobody disturbs: one answer', async () => {
  const it = await scene(0);
  await turn(it);
  expect(await faults(it, true)).toEqual([]);
});
