/** A form on a page, without a frame around it, of which each field is saved by itself. */
import { expect, jest, test } from '@jest/globals';
import { TextInput } from '@mantine/core';
import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useForm } from '../../web/src/ui/index.ts';
import { show } from './support/show.tsx';

interface Values {
  readonly name: string;
  readonly pin: string;
}
const GOOD: Values = { name: 'Main line', pin: '' };
type Saves = (body: unknown) => Promise<unknown>;

function Line({ initial = GOOD, onSubmit }: { readonly initial?: Values; readonly onSubmit: Saves }) {
  const form = useForm<Values, unknown>({
    initial,
    separately: true,
    toBody: ({ name, pin }) => ({
      ...(name === initial.name ? {} : { name }),
      ...(pin === initial.pin ? {} : { pin }),
    }),
    onSubmit,
  });
  return (
    <>
      <TextInput label="Name" {...form.fields.text('name')} />
      <TextInput label="PIN" {...form.fields.text('pin')} />
      {form.isPending && <p>Saving</p>}
      {form.isOutdated && <p>Outdated</p>}
      <button type="button" onClick={() => void form.submit()}>
        Save
      </button>
    </>
  );
}

const person = userEvent.setup();
const box = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
const button = (name: string) => screen.getByRole('button', { name });
const isAsked = (): boolean => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
const change = async (name: string, text: string): Promise<void> => {
  await person.clear(box(name));
  await person.type(box(name), text);
};
/** Answers what is being saved, and waits until the form knows. */
const answered = async (saved: () => void): Promise<void> => {
  saved();
  await waitFor(() => expect(screen.queryByText('Saving')).toBeNull());
};

test('of fields that are saved each by itself, one that was not changed follows what is saved', async () => {
  let saved = (): void => undefined;
  const onSubmit = jest.fn<Saves>(() => new Promise<void>(resolve => (saved = resolve)));
  const { rerender } = show(<Line onSubmit={onSubmit} />);
  await change('Name', 'Second line');
  rerender(<Line onSubmit={onSubmit} initial={{ ...GOOD, pin: '123456' }} />);
  expect([box('Name').value, box('PIN').value, screen.queryByText('Outdated')]).toEqual([
    'Second line',
    '123456',
    null,
  ]);
  await person.click(button('Save'));
  expect(onSubmit.mock.lastCall?.[0]).toEqual({ name: 'Second line' });
  // Typed meanwhile, and upon what is saved by then.
  await change('PIN', '654321');
  await answered(saved);
  rerender(<Line onSubmit={onSubmit} initial={{ ...GOOD, name: 'Second line', pin: '123456' }} />);
  await person.click(button('Save'));
  expect(onSubmit.mock.lastCall?.[0]).toEqual({ pin: '654321' });
  await answered(saved);
  // Somebody has changed what is being changed here.
  await change('Name', 'Third line');
  rerender(<Line onSubmit={onSubmit} initial={{ ...GOOD, name: 'Fourth line' }} />);
  expect(screen.getByText('Outdated')).toBeDefined();
});

test('closing the tab asks also about a form without a frame', async () => {
  const { unmount } = show(<Line onSubmit={jest.fn<Saves>()} />);
  expect(isAsked()).toBe(false);
  await change('Name', 'Second line');
  expect(isAsked()).toBe(true);
  await change('Name', GOOD.name);
  expect(isAsked()).toBe(false);
  await change('Name', 'Second line');
  unmount();
  expect(isAsked()).toBe(false);
});
