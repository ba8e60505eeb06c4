/** Keys of the workbench: web/src/lib/hotkeys. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { ActionId } from '../../web/src/lib/hotkeys/actions.ts';
import { ACTIONS, ACTION_IDS } from '../../web/src/lib/hotkeys/actions.ts';
import type { KeyPress } from '../../web/src/lib/hotkeys/keys.ts';
import { ariaOf, capsOf, matchKey, needsLetters, strokeOf, strokesOf } from '../../web/src/lib/hotkeys/keys.ts';
import type { Pending } from '../../web/src/lib/hotkeys/sequence.ts';
import { SEQUENCE_MS, step } from '../../web/src/lib/hotkeys/sequence.ts';
import { AS_DELIVERED, activeStrokes, keysOf, problemOf, settingsFrom } from '../../web/src/lib/hotkeys/settings.ts';
import { innermostFirst, mayRun } from '../../web/src/lib/hotkeys/where.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  keyCode: 0,
  ...more,
});
const PAGE = { takesKeys: false, isPressable: false, hasDialog: false };

describe('strokes', () => {
  test.each([
    ['a letter', 'j', press('j'), true],
    ['a letter with caps lock', 'j', press('J'), true],
    ['a letter with Shift is another one', 'e', press('E', { shiftKey: true }), false],
    ['a letter with Shift', 'Shift+E', press('E', { shiftKey: true }), true],
    ['a sign, whatever key it is on', '/', press('/', { shiftKey: true, code: 'Digit7' }), true],
    ['a question mark', '?', press('?', { shiftKey: true, code: 'Minus' }), true],
    ['a question mark of an Arabic keyboard', '?', press('؟', { shiftKey: true, code: 'Slash' }), true],
    ['a function key', 'F8', press('F8'), true],
    ['Ctrl', 'Mod+K', press('k', { ctrlKey: true }), true],
    ['Ctrl on a Russian keyboard', 'Mod+K', press('л', { ctrlKey: true, code: 'KeyK' }), true],
    ['Cmd, where there is none', 'Mod+K', press('k', { metaKey: true }), false],
    ['a Cyrillic letter on the key of J', 'j', press('о', { code: 'KeyJ' }), true],
    ['an Arabic letter on the key of E', 'e', press('ث', { code: 'KeyE' }), true],
    ['an Arabic letter on the key of /', '/', press('ظ', { code: 'Slash' }), true],
    ['a Latin letter in the place of another (AZERTY)', 'q', press('a', { code: 'KeyQ' }), false],
    ['a letter of a Latin keyboard alone', 'z', press('ż', { code: 'KeyZ' }), false],
    ['Alt and a letter', 'a', press('a', { altKey: true }), false],
    ['what Alt writes', 'l', press('ł', { altKey: true, code: 'KeyL' }), false],
    ['AltGr, which is Ctrl and Alt', 'q', press('@', { altKey: true, ctrlKey: true, code: 'KeyQ' }), false],
    ['AltGr with a letter of Mod', 'Mod+K', press('k', { altKey: true, ctrlKey: true }), false],
    ['what an input method composes', 'j', press('j', { isComposing: true }), false],
    ['what an input method takes (Safari)', 'Enter', press('Enter', { keyCode: 229 }), false],
  ])('%s', (_, stroke, pressed, matches) => {
    expect(matchKey(stroke, pressed, false)).toBe(matches);
  });

  test('Cmd on macOS', () => {
    expect(matchKey('Mod+K', press('k', { metaKey: true }), true)).toBe(true);
    expect(matchKey('Mod+K', press('k', { ctrlKey: true }), true)).toBe(false);
  });

  test.each(['Shift', 'Control', 'Dead', 'Process', 'Unidentified', 'AudioVolumeUp'])('%s is none', key => {
    expect(strokeOf(press(key), false)).toBeNull();
  });

  test('there is no way to write keys with Alt', () => {
    for (const keys of ['Alt+A', 'Ctrl+Alt+Q', 'Mod+Alt+E', '', 'g  i', 'Shift+?', 'jk'])
      expect(strokesOf(keys)).toBeNull();
    expect(strokesOf('Mod++')).toEqual(['Mod++']);
  });

  test('as they are shown and told', () => {
    expect(capsOf('Mod+K', false)).toEqual([['Ctrl', 'K']]);
    expect(capsOf('Mod+K', true)).toEqual([['Cmd', 'K']]);
    expect(capsOf('g i', false)).toEqual([['g'], ['i']]);
    expect(ariaOf('Mod+K', false)).toBe('Control+K');
    expect(ariaOf('Mod+K', true)).toBe('Meta+K');
    expect(ariaOf('g i', false)).toBeUndefined();
  });
});

describe('one after another', () => {
  const bound = ['g i', 'g u', 'i', 'e', 'Mod+K'].map(keys => ({ keys, strokes: strokesOf(keys) ?? [] }));
  /** What is done by strokes that come at these times. */
  const typed = (...all: readonly (readonly [stroke: string, at: number])[]): (string | undefined)[] => {
    let pending: Pending | null = null;
    return all.map(([stroke, at]) => {
      const next = step(pending, stroke, at, bound);
      pending = next.pending;
      return next.run?.keys;
    });
  };

  test('the second key counts within a second', () => {
    expect(typed(['g', 0], ['i', SEQUENCE_MS])).toEqual([undefined, 'g i']);
    expect(typed(['g', 0], ['i', SEQUENCE_MS + 1])).toEqual([undefined, 'i']);
  });
  test('a second key that leads nowhere does nothing', () => {
    expect(typed(['g', 0], ['e', 10], ['e', 20])).toEqual([undefined, undefined, 'e']);
    expect(typed(['g', 0], ['g', 10], ['i', 20])).toEqual([undefined, undefined, 'i']);
  });
  test('what is no character begins anew', () => {
    expect(typed(['g', 0], ['Mod+k', 10])).toEqual([undefined, 'Mod+K']);
  });
});

describe('where', () => {
  test('characters do nothing where one writes, in menus and behind dialogs, also for who is within', () => {
    for (const stroke of ['e', '?', '/', 'Shift+e']) {
      expect(mayRun(stroke, PAGE, false)).toBe(true);
      expect(mayRun(stroke, { ...PAGE, takesKeys: true }, true)).toBe(false);
      expect(mayRun(stroke, { ...PAGE, hasDialog: true }, false)).toBe(false);
    }
  });
  test('the palette opens also where one writes, and not behind a dialog', () => {
    expect(mayRun('Mod+k', { ...PAGE, takesKeys: true }, false)).toBe(true);
    expect(mayRun('F8', { ...PAGE, takesKeys: true }, false)).toBe(true);
    expect(mayRun('Mod+k', { ...PAGE, hasDialog: true }, false)).toBe(false);
  });
  test('Esc belongs to the box that one writes in', () => {
    expect(mayRun('Escape', { ...PAGE, takesKeys: true }, false)).toBe(false);
    expect(mayRun('Escape', { ...PAGE, takesKeys: true }, true)).toBe(true);
  });
  test('Enter presses the button that one is on', () => {
    expect(mayRun('Enter', PAGE, false)).toBe(true);
    expect(mayRun('Enter', { ...PAGE, isPressable: true }, false)).toBe(false);
  });
  test('the innermost is asked first, and of the same place what came last', () => {
    const bound = (id: ActionId, name: string) => ({ id, name });
    const all = [
      bound('conversation.leave', 'a'),
      bound('composer.leave', 'b'),
      bound('inbox.next', 'c'),
      bound('inbox.next', 'd'),
    ];
    expect(innermostFirst(all).map(({ name }) => name)).toEqual(['b', 'a', 'd', 'c']);
  });
});

describe('the registry', () => {
  test('keys are written right, are nobody else’s, and have words', () => {
    const words = JSON.parse(readFileSync('web/src/locales/en/keys.json', 'utf8')) as { action: object };
    for (const id of ACTION_IDS) {
      expect([id, problemOf(id, ACTIONS[id].keys, AS_DELIVERED)]).toEqual([id, null]);
      const text = id.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], words.action);
      expect([id, typeof text]).toEqual([id, 'string']);
    }
  });
  test('all that begins with a character goes off with the single letters', () => {
    const off = { ...AS_DELIVERED, letters: false };
    const left = ACTION_IDS.filter(id => activeStrokes(id, off).length > 0);
    expect(left).toEqual([
      ...['palette.open', 'offers.focus'],
      ...['inbox.pickDown', 'inbox.pickUp', 'inbox.pickAll', 'inbox.unpick'],
      ...['conversation.leave', 'composer.leave', 'composer.undoSend'],
    ]);
    expect(needsLetters('g i')).toBe(true);
    expect(needsLetters('Mod+K')).toBe(false);
  });
});

describe('own keys', () => {
  const change = (keys: Partial<Record<ActionId, string | null>>) =>
    settingsFrom(JSON.stringify({ letters: true, keys }));

  test('are told when others have them, or begin with them', () => {
    expect(problemOf('conversation.reply', 'e', AS_DELIVERED)).toEqual({ kind: 'taken', by: 'conversation.resolve' });
    expect(problemOf('conversation.reply', 'g', AS_DELIVERED)).toEqual({ kind: 'taken', by: 'go.mine' });
    expect(problemOf('conversation.reply', 'j k', AS_DELIVERED)).toEqual({ kind: 'taken', by: 'inbox.next' });
    expect(problemOf('conversation.reply', 'Mod+k', AS_DELIVERED)).toEqual({ kind: 'taken', by: 'palette.open' });
    expect(problemOf('conversation.reply', 'e', { keys: { 'conversation.resolve': null } })).toBeNull();
    // Somebody else has it meanwhile.
    expect(
      problemOf('conversation.resolve', 'e', change({ 'conversation.resolve': 'z', 'conversation.reply': 'e' })),
    ).toEqual({
      kind: 'taken',
      by: 'conversation.reply',
    });
  });
  test.each(['Mod+c', 'Mod+Shift+t', 'Mod+1', 'Enter', 'Escape', 'Tab', 'Space', 'ArrowDown', 'F5', 'F12', 'g Enter'])(
    '%s is needed by others',
    keys => {
      expect(problemOf('conversation.reply', keys, AS_DELIVERED)).toEqual({ kind: 'reserved' });
    },
  );
  test.each(['z', 'Shift+r', '.', 'q w', 'Mod+b', 'F9', 'ж'])('%s can be chosen', keys => {
    expect(problemOf('conversation.reply', keys, AS_DELIVERED)).toBeNull();
  });
  test.each(['x y z', 'Alt+x', ''])('%s is none', keys => {
    expect(problemOf('conversation.reply', keys, AS_DELIVERED)).toEqual({ kind: 'unknown' });
  });

  test('are kept; whatever is wrong in them is as delivered', () => {
    const kept = change({ 'conversation.reply': 'z', 'conversation.note': null });
    expect(keysOf('conversation.reply', kept)).toBe('z');
    expect(keysOf('conversation.note', kept)).toBeNull();
    expect(activeStrokes('conversation.note', kept)).toEqual([]);
    // They have changed places, which is nobody's loss.
    const swapped = { 'conversation.reply': 'n', 'conversation.note': 'r' };
    expect(change(swapped).keys).toEqual(swapped);
    for (const text of [
      null,
      '',
      '[]',
      'null',
      '{"keys":[1]}',
      '{"keys":{"nothing.known":"x","go.all":3}}',
      '{"keys":{"go.all":"Alt+x"}}',
    ])
      expect(settingsFrom(text)).toEqual(AS_DELIVERED);
    expect(change({ 'conversation.reply': 'j' })).toEqual(AS_DELIVERED);
    expect(settingsFrom('{"letters":false}').letters).toBe(false);
  });
});
