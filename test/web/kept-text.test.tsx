import { afterEach, expect, jest, test } from '@jest/globals';
import { fireEvent, screen } from '@testing-library/react';
import { KeptText } from '../../web/src/features/composer/kept-text.tsx';
import { client } from '../../web/src/lib/api/index.ts';
import { draftOf } from '../../web/src/lib/drafts/index.ts';
import { MeContext } from '../../web/src/lib/me.ts';
import { endSession } from '../../web/src/lib/session-end.ts';
import { did, show } from './support/show.tsx';

afterEach(() => {
  endSession();
  localStorage.clear();
  Reflect.deleteProperty(navigator, 'clipboard');
});

/** What ana wrote and cannot send, and its buttons. */
function showKept(): readonly (string | null)[] {
  // The server knows of nothing yet.
  jest.spyOn(client, 'GET').mockImplementation(() => new Promise(() => undefined));
  draftOf('ana', 'c', 'reply').write('It is on its way.');
  show(
    <MeContext value={{ id: 'ana' } as never}>
      <KeptText conversationId="c" why="window" />
    </MeContext>,
  );
  return screen.getAllByRole('button').map(({ textContent }) => textContent);
}

test('a text that cannot be sent can be copied, which is said', async () => {
  const copied: string[] = [];
  const writeText = (text: string) => Promise.resolve(void copied.push(text));
  Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
  expect(showKept()).toEqual(['copy', 'discard']);
  await did(() => fireEvent.click(screen.getByRole('button', { name: 'copy' })));
  expect(copied).toEqual(['It is on its way.']);
  expect(screen.getByRole('button', { name: 'copied' })).toBeDefined();
});

test('a page without https, which has no clipboard, offers no copy', () => {
  expect(showKept()).toEqual(['discard']);
});
