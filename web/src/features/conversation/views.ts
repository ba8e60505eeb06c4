import type { Conversation, Me } from '../../lib/api/types.ts';

/** The views of the inbox, in the order of its tabs. */
export const VIEWS = ['mine', 'mentions', 'queue', 'ai', 'snoozed', 'closed', 'all'] as const;
export type View = (typeof VIEWS)[number];
export const isView = (value: unknown): value is View => VIEWS.includes(value as View);

type State = Conversation['state'];
interface Filter {
  /** Only what is one's own. */
  readonly own?: true;
  /** Only those in which one is mentioned; a conversation does not tell that. */
  readonly mentioned?: true;
  /** None: in any state. */
  readonly states?: readonly State[];
}

const FILTERS: Readonly<Record<View, Filter>> = {
  mine: { own: true, states: ['active', 'wrapping'] },
  mentions: { mentioned: true },
  queue: { states: ['queued', 'offered'] },
  ai: { states: ['bot'] },
  snoozed: { states: ['snoozed'] },
  closed: { states: ['closed'] },
  all: {},
};

/** Where one begins: with what one has to do. */
export const firstView = ({ role }: Me): View => (role === 'AGENT' ? 'mine' : 'all');

/** What the API is asked for. */
export function queryOf(view: View) {
  const { own, mentioned, states } = FILTERS[view];
  return {
    ...(own === true ? { agentId: 'me' as const } : {}),
    ...(mentioned === true ? { mentioned } : {}),
    ...(states === undefined ? {} : { state: [...states] }),
  };
}

/**
 * Whether a conversation stands in a view: the same that the API would say.
 * @param isListed whether it does so far; where one is mentioned nothing else tells.
 */
export function isIn(view: View, { state, agentId }: Conversation, me: Me, isListed = false): boolean {
  const { own, mentioned, states } = FILTERS[view];
  if (mentioned === true) return isListed;
  return (own !== true || agentId === me.id) && (states === undefined || states.includes(state));
}

/** Numbers of conversations by state, as the API gives them. */
interface Counts {
  readonly seen: Readonly<Record<State, number>>;
  readonly own: Readonly<Record<State, number>>;
  readonly mentions: number;
}

/** How many conversations stand in a view; of those in which one is mentioned, how many have something to be seen. */
export function countOf(view: View, { seen, own: owned, mentions }: Counts): number {
  const { own, mentioned, states } = FILTERS[view];
  if (mentioned === true) return mentions;
  const numbers = own === true ? owned : seen;
  // As in lists: what was erased is in none.
  const counted = states ?? (Object.keys(numbers) as State[]).filter(state => state !== 'erased');
  return counted.reduce((sum, state) => sum + numbers[state], 0);
}
