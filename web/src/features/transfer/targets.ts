import type { Agent, Queue } from '../../lib/api/types.ts';

/** Who or what a conversation can be handed to. */
export interface Target {
  /** `agent:<id>` or `queue:<id>`. */
  readonly value: string;
  readonly name: string;
  /** Null: it is a queue. */
  readonly presence: Agent['presence'] | null;
  /** Places that are free; of a queue how many wait. */
  readonly count: number;
  /** Only who is online is asked. */
  readonly isThere: boolean;
}

const PRESENCES: readonly Agent['presence'][] = ['online', 'busy', 'away', 'offline'];
const byName = (a: Target, b: Target): number => a.name.localeCompare(b.name);

/** Colleagues: who is there and has room first. @param has who has the conversation, and is none of them. */
export function colleaguesOf(agents: readonly Agent[], has: string | null): readonly Target[] {
  const rank = ({ presence, count }: Target): number =>
    PRESENCES.indexOf(presence ?? 'offline') * 2 + (count > 0 ? 0 : 1);
  return agents
    .filter(({ id, disabled }) => !disabled && id !== has)
    .map(({ id, name, presence, used, room }): Target => ({
      value: `agent:${id}`,
      name,
      presence,
      count: Math.max(0, room - used),
      isThere: presence === 'online',
    }))
    .sort((a, b) => rank(a) - rank(b) || byName(a, b));
}

/** Queues by name. */
export function queuesOf(queues: readonly Queue[]): readonly Target[] {
  return queues
    .map(({ id, name, waiting }): Target => ({
      value: `queue:${id}`,
      name,
      presence: null,
      count: waiting,
      isThere: true,
    }))
    .sort(byName);
}

/** As the API takes it. */
export function bodyOf(
  value: string,
  note: string,
): { queueId: string; note?: string } | { agentId: string; note?: string } {
  const [kind, id = ''] = value.split(':');
  const said = note.trim() === '' ? {} : { note: note.trim() };
  return kind === 'queue' ? { queueId: id, ...said } : { agentId: id, ...said };
}
