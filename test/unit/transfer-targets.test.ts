/** To whom a conversation can be handed, and in which order they stand. */
import { expect, test } from '@jest/globals';
import { bodyOf, colleaguesOf, queuesOf } from '../../web/src/features/transfer/targets.ts';
import type { Agent, Queue } from '../../client/schema.ts';

const agent = (name: string, presence: Agent['presence'], more: Partial<Agent> = {}): Agent =>
  ({ id: name, name, presence, used: 1, max: 3, room: 3, disabled: false, ...more }) as Agent;

test('who is there and has room stands first; who has it, and who is disabled, not at all', () => {
  const agents = [
    agent('Zoe', 'online'),
    agent('Full', 'online', { used: 3 }),
    agent('Over', 'online', { used: 4 }),
    agent('Off', 'offline'),
    agent('Busy', 'busy'),
    agent('Away', 'away'),
    agent('Ana', 'online', { room: 2 }),
    agent('Me', 'online'),
    agent('Gone', 'online', { disabled: true }),
  ];
  const found = colleaguesOf(agents, 'Me');
  expect(found.map(({ name }) => name)).toEqual(['Ana', 'Zoe', 'Full', 'Over', 'Busy', 'Away', 'Off']);
  expect(found.map(({ count }) => count).slice(0, 4)).toEqual([1, 2, 0, 0]);
  expect(found.filter(({ isThere }) => isThere).map(({ name }) => name)).toEqual(['Ana', 'Zoe', 'Full', 'Over']);
});

test('queues stand by name, with how many wait', () => {
  const queues = ['Support', 'Billing'].map((name, place) => ({ id: name, name, waiting: place }) as Queue);
  expect(queuesOf(queues)).toMatchObject([
    { value: 'queue:Billing', count: 1, presence: null, isThere: true },
    { value: 'queue:Support', count: 0 },
  ]);
});

test.each([
  ['queue:q1', ' ', { queueId: 'q1' }],
  ['agent:a1', ' look \n', { agentId: 'a1', note: 'look' }],
])('%s with “%s” goes to the API as %j', (value, note, body) => {
  expect(bodyOf(value, note)).toEqual(body);
});
