import { expect, test } from '@jest/globals';
import type { TranscriptEntry } from '../../domain/conversation/transcript.ts';
import { transcriptWriter } from '../../domain/conversation/transcript.ts';

const HEAD = {
  conversationId: '0195',
  contact: 'Ana\n2026-01-01 00:00:00  Boss',
  number: 'Bikes, +49 30 1',
  openedAt: '2026-11-30T20:00:00.000Z',
  closedAt: null,
};
const entry = (more: Partial<TranscriptEntry>): TranscriptEntry => ({
  at: '2026-11-30T20:04:05.000Z',
  by: { kind: 'customer' },
  seenBy: 'all',
  type: 'text',
  text: 'Hello',
  heard: null,
  files: [],
  reactions: [],
  state: 'as_written',
  ...more,
});

test('a text tells who said what when, in the zone that was asked for', () => {
  const writer = transcriptWriter('text', 'en', 'Europe/Berlin');
  expect(writer.begin(HEAD)).toBe(
    [
      'Conversation with Ana 2026-01-01 00:00:00  Boss',
      'Number: Bikes, +49 30 1',
      'Opened: 2026-11-30 21:00:00',
      'Times: Europe/Berlin',
      'ID: 0195',
      '',
    ].join('\n'),
  );
  expect(writer.entry(entry({ by: { kind: 'colleague', name: 'Ben' }, seenBy: 'some', reactions: ['👍'] }))).toBe(
    '\n2026-11-30 21:04:05  Ben\n    [Whisper, only some colleagues saw it]\n    Hello\n    [👍]\n',
  );
});

test('what a model heard in a voice message is marked as that, and gone with the message', () => {
  const writer = transcriptWriter('text', 'en', 'UTC');
  const voice = entry({ type: 'audio', text: null, files: ['audio'], heard: 'Where is\nmy order?' });
  expect(writer.entry(voice)).toContain('[File: audio]\n    [Machine transcript]\n    Where is\n    my order?\n');
  expect(writer.entry({ ...voice, state: 'revoked' })).not.toContain('my order');
});

test.each(['\n', '\r\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029'])(
  'what somebody wrote looks like no other entry: %j',
  sign => {
    const written = transcriptWriter('text', 'en', 'UTC').entry(entry({ text: `Hi${sign}2026-11-30 20:05:00  Ben` }));
    expect(written).toBe('\n2026-11-30 20:04:05  Customer\n    Hi\n    2026-11-30 20:05:00  Ben\n');
  },
);

test('what a terminal would obey is left out', () => {
  expect(transcriptWriter('text', 'en', 'UTC').entry(entry({ text: 'a\u001b[2Jb\u0007\tc' }))).toContain(
    '    a[2Jb\tc\n',
  );
});

test.each([
  ['revoked', '[The customer deleted this message.]'],
  ['deleted', '[The content was deleted.]'],
] as const)('of what was %s neither words nor files are told', (state, told) => {
  const written = transcriptWriter('text', 'en', 'UTC').entry(entry({ state, files: ['secret.pdf'] }));
  expect(written).toBe(`\n2026-11-30 20:04:05  Customer\n    ${told}\n`);
});

test('what has neither words nor files is told by its kind', () => {
  const writer = transcriptWriter('text', 'en', 'UTC');
  expect(writer.entry(entry({ text: null, type: 'sticker' }))).toContain('    [Message: sticker]\n');
  expect(writer.entry(entry({ text: null, type: 'document', files: ['offer.pdf'] }))).toContain(
    '    [File: offer.pdf]\n',
  );
});

test('a page has no markup but its own, and is written as its language is', () => {
  const writer = transcriptWriter('html', 'ar', 'UTC');
  const page = [
    writer.begin({ ...HEAD, contact: '<b>"Ana"</b>' }),
    writer.entry(entry({ text: `<script>alert('1') & more</script>`, files: ['<img src=x>'] })),
    writer.end(),
  ].join('');
  expect(page).toMatch(/^<!doctype html>\n<html lang="ar" dir="rtl">\n<head><meta charset="utf-8">/);
  expect(page).toContain('&lt;script&gt;alert(&#39;1&#39;) &amp; more&lt;/script&gt;');
  expect(page).not.toMatch(/<(script|img|b)\b/);
  expect(page.endsWith('</ol></main></body></html>\n')).toBe(true);
});
