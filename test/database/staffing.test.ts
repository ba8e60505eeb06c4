/** Queue memberships when an agent and a team are changed at the same time. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { changeAgent } from '../../store/acd/agents.ts';
import { addTeam, changeTeam } from '../../store/acd/teams.ts';
import { atTheRow } from '../support/row-lock.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { unitsOf } from '../support/units-of.ts';

let stack: Stack;
beforeAll(async () => void (stack = await createStack({ temporal: 'none' })));
afterAll(() => stack.close());

const within = unitsOf(() => stack);

test.each([
  ['the agent first', false],
  ['the team first', true],
])(
  'who is taken out of a team while its own queues are changed works in none of the team’s any more: %s',
  async (_, teamFirst) => {
    const agentId = stack.tenants[0]!.users.find(user => user.role === 'AGENT')!.id;
    const [own, ofTeam] = stack.tenants[0]!.queues.map(queue => ({ queueId: queue.id, rank: 1 }));
    const team = await within(unit =>
      addTeam(unit, { name: `Team ${teamFirst}`, agentIds: [agentId], queues: [ofTeam!] }, Date.now()),
    );
    await within(unit => changeAgent(unit, agentId, { queues: [] }, Date.now()));
    const changes = [
      () => within(unit => changeAgent(unit, agentId, { queues: [own!] }, Date.now())),
      () => within(async unit => void (await changeTeam(unit, team!, { agentIds: [] }, Date.now()))),
    ] as const;
    const [first, second] = teamFirst ? [changes[1], changes[0]] : changes;
    await atTheRow(stack.db.adminUrl, 'agent_state WHERE agent_id = $1', agentId, first, second);
    expect(
      (await stack.db.admin.query('SELECT queue_id FROM queue_member WHERE agent_id = $1', [agentId])).rows,
    ).toEqual([{ queue_id: own!.queueId }]);
  },
);
