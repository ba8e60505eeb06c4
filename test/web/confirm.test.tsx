import { useState } from 'react';
import { expect, jest, test } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Confirm } from '../../web/src/ui/index.ts';
import { show } from './support/show.tsx';

const nothing = (): void => undefined;
const cancel = () => screen.getByRole('button', { name: 'Cancel' });

test('it says what it touches, and the keyboard stands on Cancel', async () => {
  const onConfirm = jest.fn();
  const onClose = jest.fn();
  show(
    <Confirm
      opened
      title="Delete the team Night desk?"
      touches={['12 agents leave the queue Support', '3 rules lead to nobody']}
      confirm="Delete"
      destructive
      onConfirm={onConfirm}
      onClose={onClose}
    />,
  );
  const dialog = screen.getByRole('dialog', { name: 'Delete the team Night desk?' });
  expect(
    within(dialog)
      .getAllByRole('listitem')
      .map(each => each.textContent),
  ).toEqual(['12 agents leave the queue Support', '3 rules lead to nobody']);
  await waitFor(() => expect(document.activeElement).toBe(cancel()));
  // Enter, as one presses it without reading, does no harm.
  await userEvent.keyboard('{Enter}');
  expect(onClose).toHaveBeenCalledTimes(1);
  expect(onConfirm).not.toHaveBeenCalled();
});

test('what destroys does not look like the thing to do', () => {
  const { rerender } = show(
    <Confirm opened title="Delete?" confirm="Delete" destructive onConfirm={nothing} onClose={nothing} />,
  );
  expect(screen.getByRole('button', { name: 'Delete' }).dataset['variant']).toBe('outline');
  rerender(<Confirm opened title="Publish?" confirm="Publish" onConfirm={nothing} onClose={nothing} />);
  expect(screen.getByRole('button', { name: 'Publish' }).dataset['variant']).toBe('filled');
});

test('while it is being done it stays, and says why it did not work', async () => {
  const onClose = jest.fn();
  const { rerender } = show(
    <Confirm opened title="Delete?" confirm="Delete" isPending onConfirm={nothing} onClose={onClose} />,
  );
  await userEvent.keyboard('{Escape}');
  expect(onClose).not.toHaveBeenCalled();
  const error = new Error('Somebody has changed it meanwhile.');
  rerender(<Confirm opened title="Delete?" confirm="Delete" error={error} onConfirm={nothing} onClose={onClose} />);
  expect(screen.getByRole('alert').textContent).toBe('Somebody has changed it meanwhile.');
  await userEvent.keyboard('{Escape}');
  expect(onClose).toHaveBeenCalledTimes(1);
});

function Two() {
  const [open, setOpen] = useState(['below', 'above']);
  return ['below', 'above'].map(name => (
    <Confirm
      key={name}
      opened={open.includes(name)}
      title={name}
      confirm="Do it"
      onConfirm={nothing}
      onClose={() => setOpen(now => now.filter(each => each !== name))}
    />
  ));
}

test('Esc closes the one on top alone', async () => {
  show(<Two />);
  const titles = () => screen.queryAllByRole('dialog').map(each => each.getAttribute('aria-labelledby'));
  const [below] = titles();
  await userEvent.keyboard('{Escape}');
  expect(titles()).toEqual([below]);
  await userEvent.keyboard('{Escape}');
  expect(titles()).toEqual([]);
});
