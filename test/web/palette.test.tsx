import { useState } from 'react';
import { beforeEach, expect, jest, test } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import i18next from 'i18next';
import common from '../../web/src/locales/en/common.json' with { type: 'json' };
import keys from '../../web/src/locales/en/keys.json' with { type: 'json' };
import palette from '../../web/src/locales/en/palette.json' with { type: 'json' };
import type { PaletteEntry } from '../../web/src/features/palette/index.ts';
import { PaletteHost } from '../../web/src/features/palette/index.ts';
import { useShortcut } from '../../web/src/lib/hotkeys/shortcuts.ts';
import { MeContext } from '../../web/src/lib/me.ts';
import { show } from './support/show.tsx';

for (const [namespace, words] of Object.entries({ common, keys, palette }))
  i18next.addResourceBundle('en', namespace, words);
// jsdom has no layout, and nothing to scroll.
Element.prototype.scrollIntoView = () => undefined;

const ME = { id: 'ana', name: 'Ana', role: 'AGENT', tenantId: 't' } as const;
const onGo = jest.fn<(id: string) => void>();
const entry = (id: string, label: string, more: Partial<PaletteEntry> = {}): PaletteEntry => ({
  id,
  label,
  go: () => onGo(id),
  ...more,
});

function Workbench() {
  const [resolved, setResolved] = useState(0);
  useShortcut({ id: 'conversation.resolve', run: () => setResolved(resolved + 1) });
  useShortcut({ id: 'go.board', run: () => onGo('by key') });
  return (
    <>
      <textarea aria-label="Write" />
      <output>{resolved}</output>
      <PaletteHost
        places={[entry('board', 'Board', { action: 'go.board' })]}
        conversations={() => [entry('1', 'José Pérez', { detail: 'Where is my bike?' }), entry('2', 'Ada')]}
      />
    </>
  );
}

beforeEach(() => {
  onGo.mockClear();
  localStorage.clear();
  show(
    <MeContext value={ME}>
      <Workbench />
    </MeContext>,
  );
});
const box = () => screen.getByLabelText('Write');
const open = async () => {
  await userEvent.keyboard('{Control>}k{/Control}');
  return screen.findByRole('combobox');
};
const options = (): (string | null)[] => screen.queryAllByRole('option').map(each => each.textContent);

test('it lists what can be done and gone to, each with its keys, and finds it by what is read', async () => {
  await userEvent.click(box());
  const styles = document.querySelectorAll('style').length;
  const search = await open();
  expect(document.activeElement).toBe(search);
  expect(screen.getByRole('dialog', { name: 'Commands' })).toBeTruthy();
  expect(search.getAttribute('aria-controls')).toBe(screen.getByRole('listbox').id);
  expect(options()).toEqual([
    'Show the keyboard shortcuts?',
    'Closee',
    'Boardgthenb',
    'José PérezWhere is my bike?',
    'Ada',
  ]);
  await userEvent.keyboard('jose');
  expect(options()).toEqual(['José PérezWhere is my bike?']);
  expect(screen.getByText('1 result').getAttribute('role')).toBe('status');
  const [option] = screen.getAllByRole('option');
  expect(search.getAttribute('aria-activedescendant')).toBe(option?.id);
  await userEvent.keyboard('{Enter}');
  await waitFor(() => expect(onGo).toHaveBeenCalledWith('1'));
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(document.activeElement).toBe(box());
  // The content security policy refuses them.
  expect(document.querySelectorAll('style')).toHaveLength(styles);
});

test('Esc and its own keys close it, and nothing else happens', async () => {
  await userEvent.click(box());
  for (const key of ['{Escape}', '{Control>}k{/Control}']) {
    await open();
    await userEvent.keyboard('e');
    await userEvent.keyboard(key);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(document.activeElement).toBe(box());
  }
  expect(screen.getByRole('status').textContent).toBe('0');
});

// By what it is called here, and by what it is called elsewhere.
test.each(['Close', 'resolve'])('what is chosen is done: %s', async name => {
  const search = await open();
  await userEvent.type(search, `${name}{Enter}`);
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('1'));
});

test('in the sheet keys are changed, told when others have them, and given back', async () => {
  await userEvent.keyboard('?');
  const sheet = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
  const resolve = (await within(sheet).findByText('Close')).closest('li');
  if (resolve === null) throw new Error('no row');
  const row = within(resolve);
  await userEvent.click(row.getByRole('button', { name: 'Change the keys of: Close' }));
  await userEvent.keyboard('gi');
  expect(row.getByRole('alert').textContent).toContain('Go to my conversations');
  await userEvent.click(row.getByRole('button', { name: 'Change the keys of: Close' }));
  await userEvent.keyboard('{Escape}');
  expect(row.queryByRole('alert')).toBeNull();
  expect(sheet.isConnected).toBe(true);
  await userEvent.click(row.getByRole('button', { name: 'Change the keys of: Close' }));
  await userEvent.keyboard('qw');
  expect(row.getByText('q').nextElementSibling?.textContent).toBe('then');
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(sheet.isConnected).toBe(false));
  await userEvent.keyboard('qwe');
  expect(screen.getByRole('status').textContent).toBe('1');
});

test('shortcuts of single letters are switched off', async () => {
  await userEvent.keyboard('?');
  await userEvent.click(await screen.findByRole('switch', { name: 'Shortcuts of single keys' }));
  await userEvent.keyboard('{Escape}');
  await userEvent.keyboard('e');
  expect(screen.getByRole('status').textContent).toBe('0');
  await open();
});
