import type { Icon } from '@tabler/icons-react';
import { IconClock, IconSparkles } from '@tabler/icons-react';
import type { Conversation } from '../../lib/api/index.ts';
import type { Meaning } from '../../ui/theme/theme.ts';

/** Which words a chip shows (`chip.<key>` of the inbox), with the length of time in them; or a queue's own name. */
type ChipWords =
  | {
      readonly key:
        | 'late'
        | 'answerIn'
        | 'resolveIn'
        | 'windowClosed'
        | 'window'
        | 'aiAnswers'
        | 'closed'
        | 'archived'
        | 'snoozed'
        | 'waits';
      readonly ms: number;
    }
  | { readonly key: 'queue'; readonly name: string };

export interface ChipFacts {
  readonly meaning: Meaning;
  /** Null: none. */
  readonly icon: Icon | null;
  readonly words: ChipWords;
}

const HOUR = 3_600_000;
/** From here on the end of the customer-service window is worth a word in the list. */
const WINDOW_SOON_MS = 2 * HOUR;
const WINDOW_VERY_SOON_MS = 15 * 60_000;
const MOST = 2;

const quiet = (words: ChipWords): ChipFacts => ({ meaning: 'quiet', icon: null, words });

/** What is due first of the service levels that run. */
function slaChip({ sla }: Conversation, now: number): ChipFacts | null {
  const [due] = sla
    .flatMap(({ dueAt, warnsAt, target }) => (dueAt === null ? [] : [{ due: Date.parse(dueAt), warnsAt, target }]))
    .sort((a, b) => a.due - b.due);
  if (due === undefined) return null;
  const left = due.due - now;
  if (left < 0) return { meaning: 'bad', icon: IconClock, words: { key: 'late', ms: -left } };
  const isSoon = due.warnsAt === null || Date.parse(due.warnsAt) <= now;
  return {
    meaning: isSoon ? 'warn' : 'quiet',
    icon: IconClock,
    words: { key: due.target === 'resolution' ? 'resolveIn' : 'answerIn', ms: left },
  };
}

function windowChip({ window, state }: Conversation, now: number): ChipFacts | null {
  if (state === 'closed' || state === 'archived') return null;
  const left = window.expiresAt === null ? -1 : Date.parse(window.expiresAt) - now;
  if (!window.open || left <= 0) return quiet({ key: 'windowClosed', ms: 0 });
  if (left > WINDOW_SOON_MS) return null;
  return {
    meaning: left < WINDOW_VERY_SOON_MS ? 'bad' : 'warn',
    icon: IconClock,
    words: { key: 'window', ms: left },
  };
}

function stateChip({ state }: Conversation): ChipFacts | null {
  switch (state) {
    case 'bot':
      return { meaning: 'ai', icon: IconSparkles, words: { key: 'aiAnswers', ms: 0 } };
    case 'closed':
    case 'archived':
    case 'snoozed':
      return quiet({ key: state, ms: 0 });
    case 'queued':
    case 'offered':
      return { meaning: 'warn', icon: null, words: { key: 'waits', ms: 0 } };
    default:
      return null;
  }
}

/**
 * What stands under a row of the list: at most two, in the order of the design: the service level, the window when it
 * ends soon or has ended, the AI or the state of what is not being worked on, the queue.
 * @param now epoch milliseconds.
 */
export function chipsOf(conversation: Conversation, now: number, queue: string | null): readonly ChipFacts[] {
  return [
    slaChip(conversation, now),
    windowChip(conversation, now),
    stateChip(conversation),
    queue === null ? null : quiet({ key: 'queue', name: queue }),
  ]
    .filter(chip => chip !== null)
    .slice(0, MOST);
}
