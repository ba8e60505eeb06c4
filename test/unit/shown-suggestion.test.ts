/** Which of the AI's suggestions agents see, and where its sources begin. */
import { describe, expect, test } from '@jest/globals';
import { citedSection } from '../../web/src/features/composer/cited-section.ts';
import { isOutdated, shownOf } from '../../web/src/features/composer/shown-suggestion.ts';
import type { Message, Suggestion } from '../../web/src/lib/api/types.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString();
const suggestion = (minute: number, state: Suggestion['state'], kind: Suggestion['kind'] = 'reply') =>
  ({ id: `${kind} ${minute}`, kind, state, createdAt: at(minute) }) as Suggestion;
const message = (minute: number, direction: Message['direction'], authorId: string | null = null) =>
  ({ direction, authorId, receivedAt: at(minute) }) as Message;
const QUESTION = [message(1, 'inbound')];
/** Newest first. */
const TWO_QUESTIONS = [message(5, 'inbound'), ...QUESTION];
const idOf = (items: readonly Suggestion[], messages: readonly Message[], used: readonly string[] = []) =>
  shownOf(items, messages, id => used.includes(id))?.id ?? null;

describe('a draft of a reply', () => {
  test.each([
    ['is shown until somebody decides', [suggestion(2, 'open')], QUESTION, 'reply 2'],
    ['is hidden once it was decided about', [suggestion(2, 'dismissed')], QUESTION, null],
    ['stays when the customer writes on', [suggestion(2, 'stale')], TWO_QUESTIONS, 'reply 2'],
    ['that was asked for stays, too', [suggestion(2, 'open')], TWO_QUESTIONS, 'reply 2'],
    ['gives way to the next', [suggestion(6, 'open'), suggestion(2, 'stale')], TWO_QUESTIONS, 'reply 6'],
    [
      'gives way to what is being written',
      [suggestion(6, 'working'), suggestion(2, 'stale')],
      TWO_QUESTIONS,
      'reply 6',
    ],
    ['does not come back after the next', [suggestion(6, 'dismissed'), suggestion(2, 'stale')], TWO_QUESTIONS, null],
    ['that is outdated goes when somebody answers', [suggestion(2, 'stale')], [message(6, 'outbound', 'ana')], null],
    ['does not go for what is sent by itself', [suggestion(2, 'stale')], [message(6, 'outbound')], 'reply 2'],
    ['does not come back as a summary of before', [suggestion(2, 'stale', 'summary')], QUESTION, null],
    ['that failed is told of', [suggestion(6, 'failed'), suggestion(2, 'stale')], TWO_QUESTIONS, 'reply 6'],
    ['that failed before the last is not', [suggestion(6, 'dismissed'), suggestion(2, 'failed')], TWO_QUESTIONS, null],
    ['is not what the close menu asks for', [suggestion(2, 'open', 'disposition')], QUESTION, null],
  ] as const)('%s', (_, items, since, shown) => {
    const messages = since === TWO_QUESTIONS || since === QUESTION ? since : [...since, ...TWO_QUESTIONS];
    expect(idOf(items, messages)).toBe(shown);
  });

  test('is hidden while its words are used, and so is the one before it', () => {
    const items = [suggestion(6, 'open'), suggestion(2, 'stale')];
    expect(idOf(items, TWO_QUESTIONS, ['reply 6'])).toBeNull();
    expect(idOf(items, TWO_QUESTIONS)).toBe('reply 6');
  });

  test('is outdated by what the customer writes after it, and no other proposal is', () => {
    expect(isOutdated(suggestion(2, 'open'), QUESTION)).toBe(false);
    expect(isOutdated(suggestion(2, 'open'), TWO_QUESTIONS)).toBe(true);
    expect(isOutdated(suggestion(2, 'stale'), undefined)).toBe(true);
    expect(isOutdated(suggestion(2, 'open'), undefined)).toBe(false);
    expect(isOutdated(suggestion(2, 'open', 'rewrite'), TWO_QUESTIONS)).toBe(false);
    expect(isOutdated(suggestion(2, 'working'), TWO_QUESTIONS)).toBe(false);
    expect(isOutdated(suggestion(2, 'open'), [message(6, 'outbound', 'ana'), ...QUESTION])).toBe(false);
  });
});

describe('a source', () => {
  const body = 'We sell bicycles.\n\n## Returns\n\nWithin 30 days.\n\n## **Repairs**\n\nTwo days.';
  test.each([
    [
      'in the middle',
      'Shop › Returns',
      ['We sell bicycles.', '## Returns\n\nWithin 30 days.', '## **Repairs**\n\nTwo days.'],
    ],
    [
      'at the end, written in bold',
      'Shop › Repairs',
      ['We sell bicycles.\n\n## Returns\n\nWithin 30 days.', '## **Repairs**\n\nTwo days.', ''],
    ],
    ['that has no heading of its own', 'Shop', [body, '', '']],
  ])('is found %s', (_, heading, parts) => {
    expect(citedSection(body, heading)).toEqual(parts);
  });
});
