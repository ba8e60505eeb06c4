/** What a person does with a conversation never overtakes what the same person has sent off in it (lib/outbox). */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../../ops/root.ts';

const WEB = join(root, 'web/src');
/** Calls after which a reply could be refused, or reach the customer too late: they wait for the outbox. */
const OVERTAKES = ['assign', 'close', 'hand-back', 'reopen', 'snooze', 'take', 'take-over', 'transfer', 'wake'];
/** These wait for nothing: they are what the outbox sends, or change nothing that a reply depends on. */
const HARMLESS = [
  ...['consult', 'messages', 'messages/{messageId}/resend', 'notes', 'read', 'typing'],
  ...['suggestions', 'suggestions/{suggestionId}/decide'],
];

const sources = readdirSync(WEB, { recursive: true, encoding: 'utf8' })
  .filter(file => /\.tsx?$/.test(file))
  .map(file => ({ file, text: readFileSync(join(WEB, file), 'utf8') }));

interface Call {
  readonly act: string;
  /** What it is a part of: the nearest of these before it. */
  readonly within: string;
  readonly file: string;
}
const calls: readonly Call[] = sources.flatMap(({ file, text }) =>
  [...text.matchAll(/client\.POST\(\s*'\/api\/v1\/conversations\/\{id\}\/([^']+)'/g)].map(({ index, 1: act = '' }) => {
    const before = [
      ...text.slice(0, index).matchAll(/\b(useConversationChange|afterOutbox|useMutation|function|=>)\b/g),
    ];
    const within = before.findLast(([, name]) => name !== '=>' && name !== 'function')?.[1] ?? 'nothing';
    return { act, within, file };
  }),
);

test('every act on a conversation is known as one that waits for the outbox, or need not', () => {
  expect(calls.filter(({ act }) => !OVERTAKES.includes(act) && !HARMLESS.includes(act))).toEqual([]);
  // The page does these.
  for (const act of ['close', 'snooze', 'transfer']) expect(calls.map(call => call.act)).toContain(act);
});

test('those that could overtake a reply wait for it', () => {
  const waits = ['useConversationChange', 'afterOutbox'];
  expect(calls.filter(({ act, within }) => OVERTAKES.includes(act) && !waits.includes(within))).toEqual([]);
  const change = sources.find(({ file }) => file.endsWith('use-conversation-change.ts'))?.text;
  expect(change).toMatch(/mutationFn: .*afterOutbox\(/);
});

test('who logs out has sent off what was sent off', () => {
  const leaving = sources.filter(({ file, text }) => /\blogOut\(\)/.test(text) && !file.startsWith(join('lib', 'api')));
  expect(leaving.map(({ file }) => file)).toHaveLength(1);
  for (const { text } of leaving) expect(text.indexOf('.flushAll()')).toBeLessThan(text.indexOf('logOut()'));
  for (const { text } of leaving) expect(text).toContain('.flushAll()');
});
