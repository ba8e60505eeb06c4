import { useState } from 'react';
import { expect, jest, test } from '@jest/globals';
import { TextInput } from '@mantine/core';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import i18next from 'i18next';
import { ApiError } from '../../web/src/lib/api/api-error.ts';
import { speak, spokenAs } from '../../web/src/lib/i18n-language.ts';
import { requestSchema } from '../../web/src/lib/request-schema.ts';
import { REQUEST_SCHEMAS } from '../../web/src/lib/request-schemas.ts';
import type { Attempt, FormOptions } from '../../web/src/ui/index.ts';
import { FormDrawer, filled, useForm } from '../../web/src/ui/index.ts';
import { show } from './support/show.tsx';

interface Values {
  readonly name: string;
  readonly wabaId: string;
  readonly phoneNumberId: string;
  readonly accessToken: string;
  readonly pin: string;
}
const GOOD: Values = {
  name: 'Main line',
  wabaId: '10254877',
  phoneNumberId: '4455667788',
  accessToken: 'x'.repeat(20),
  pin: '',
};
type Saves = (body: unknown, attempt: Attempt<Values>) => Promise<unknown>;

/** A drawer that is opened by a button, as on a page. */
function Numbers({
  initial = GOOD,
  onSubmit,
  ...more
}: { readonly onSubmit: Saves } & Partial<Omit<FormOptions<Values, unknown>, 'onSubmit'>>) {
  const [opened, setOpened] = useState(false);
  const form = useForm<Values, unknown>({
    initial,
    schema: requestSchema('postNumbers'),
    toBody: filled,
    shapes: { pin: 'Six digits.' },
    onSubmit,
    ...more,
  });
  const { fields } = form;
  return (
    <>
      <button type="button" onClick={() => setOpened(true)}>
        New number
      </button>
      <FormDrawer form={form} opened={opened} onClose={() => setOpened(false)} title="New number" save="Connect">
        <TextInput label="Name" {...fields.text('name')} />
        <TextInput label="Account" {...fields.text('wabaId')} />
        <TextInput label="Number" {...fields.text('phoneNumberId')} />
        <TextInput label="Token" {...fields.text('accessToken')} />
        <TextInput label="PIN" {...fields.text('pin')} />
      </FormDrawer>
    </>
  );
}

const person = userEvent.setup();
const isAsked = (): boolean => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
const box = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
const button = (name: string) => screen.getByRole('button', { name });
const drawer = () => screen.queryByRole('dialog', { name: 'New number' });
/** What stands at a field as being wrong with it. */
const faultOf = (name: string): string | null => {
  const ids = box(name).getAttribute('aria-describedby')?.split(' ') ?? [];
  return ids.map(id => document.getElementById(id)?.textContent ?? '').join('') || null;
};
const open = async (): Promise<void> => {
  await person.click(button('New number'));
  // The keyboard begins at the first field.
  await waitFor(() => expect(document.activeElement).toBe(box('Name')));
};
const change = async (name: string, text: string): Promise<void> => {
  await person.clear(box(name));
  if (text !== '') await person.type(box(name), text);
};
const refuses = (field: string, more: object = {}) =>
  jest.fn<Saves>().mockRejectedValueOnce(new ApiError(409, 'taken', 'It is taken.', { field, ...more }));

test('what the API would refuse is said at its fields before anything is sent, and the first one is gone to', async () => {
  const onSubmit = jest.fn<Saves>();
  show(<Numbers onSubmit={onSubmit} />);
  await open();
  await change('Name', '   ');
  await change('Account', '');
  await change('Token', 'short');
  await change('PIN', '12345');
  await person.click(button('Connect'));
  expect(document.activeElement).toBe(box('Name'));
  expect(['Name', 'Account', 'Number', 'Token', 'PIN'].map(faultOf)).toEqual([
    'Fill this in.',
    'Fill this in.',
    null,
    'This is not as it has to be.',
    'Six digits.',
  ]);
  expect(onSubmit).not.toHaveBeenCalled();
  // What is changed is not called wrong any more.
  await change('PIN', '123456');
  expect(faultOf('PIN')).toBeNull();
  expect(faultOf('Name')).toBe('Fill this in.');
});

test('limits are those of the document', async () => {
  const onSubmit = jest.fn<Saves>();
  show(<Numbers onSubmit={onSubmit} initial={{ ...GOOD, name: 'x'.repeat(101) }} />);
  await open();
  await person.click(button('Connect'));
  expect(faultOf('Name')).toBe('At most 100 characters.');
});

test('what is left empty is left out, and the drawer closes when it was saved', async () => {
  const onSubmit = jest.fn<Saves>().mockResolvedValue(undefined);
  show(<Numbers onSubmit={onSubmit} />);
  await open();
  await person.click(button('Connect'));
  await waitFor(() => expect(drawer()).toBeNull());
  const { pin: _, ...body } = GOOD;
  expect(onSubmit.mock.calls.map(([sent]) => sent)).toEqual([body]);
});

test('what the API finds wrong stands at its field, and nothing that was typed is lost', async () => {
  const onSubmit = refuses('phoneNumberId');
  show(<Numbers onSubmit={onSubmit} />);
  await open();
  await change('Name', 'Second line');
  await person.click(button('Connect'));
  await waitFor(() => expect(faultOf('Number')).toBe('It is taken.'));
  expect(document.activeElement).toBe(box('Number'));
  expect(box('Name').value).toBe('Second line');
});

test('of several faults each stands at its field; what has none stands above the buttons', async () => {
  const errors = [
    { field: 'pin.0', message: 'must be new' },
    { field: 'wabaId', message: 'is unknown' },
    { field: 'region', message: 'is missing' },
    { field: 'body', message: 'is strange' },
  ];
  show(<Numbers onSubmit={refuses('pin.0', { errors })} />);
  await open();
  await person.click(button('Connect'));
  await waitFor(() => expect(faultOf('PIN')).toBe('Must be new'));
  expect(faultOf('Account')).toBe('Is unknown');
  expect(document.activeElement).toBe(box('Account'));
  expect(screen.getByRole('alert').textContent).toBe('region: Is missing\nIs strange');
});

test('the same is sent with the same key, and something else with another', async () => {
  const onSubmit = refuses('name').mockRejectedValueOnce(new Error('No answer.')).mockResolvedValueOnce(undefined);
  show(<Numbers onSubmit={onSubmit} />);
  await open();
  await person.click(button('Connect'));
  await waitFor(() => expect(faultOf('Name')).toBe('It is taken.'));
  await person.click(button('Connect'));
  await screen.findByText('No answer.');
  await change('Name', 'Other');
  await person.click(button('Connect'));
  await waitFor(() => expect(drawer()).toBeNull());
  const [first, again, other] = onSubmit.mock.calls.map(([, { key }]) => key);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test('while it is being saved it is saved once, and the drawer stays', async () => {
  let saved = (): void => undefined;
  const onSubmit = jest.fn<Saves>(() => new Promise<void>(resolve => (saved = resolve)));
  show(<Numbers onSubmit={onSubmit} />);
  await open();
  const form = button('Connect').closest('form')!;
  act(() => {
    fireEvent.submit(form);
    fireEvent.submit(form);
  });
  expect(onSubmit).toHaveBeenCalledTimes(1);
  await person.keyboard('{Escape}');
  expect(drawer()).not.toBeNull();
  saved();
  await waitFor(() => expect(drawer()).toBeNull());
});

test('what is typed while it is being saved stays, to be saved next', async () => {
  let saved = (): void => undefined;
  const onSubmit = jest.fn<Saves>(() => new Promise<void>(resolve => (saved = resolve)));
  const { rerender } = show(<Numbers onSubmit={onSubmit} keep="half-saved" />);
  await open();
  await change('Name', 'Second line');
  await person.click(button('Connect'));
  await change('Account', '10254899');
  // Back to what it was before: that is not what is being saved.
  await change('Name', 'Main line');
  saved();
  const text = await screen.findByText('What you wrote while it was being saved is not saved yet.');
  rerender(<Numbers onSubmit={onSubmit} keep="half-saved" initial={{ ...GOOD, name: 'Second line' }} />);
  expect([box('Name').value, box('Account').value]).toEqual(['Main line', '10254899']);
  expect(text.isConnected).toBe(true);
  await person.click(button('Connect'));
  expect(onSubmit.mock.lastCall?.[0]).toMatchObject({ name: 'Main line', wabaId: '10254899' });
  saved();
  await waitFor(() => expect(drawer()).toBeNull());
});

test('what is typed while it is refused is there, too', async () => {
  let refuse = (_: Error): void => undefined;
  show(<Numbers onSubmit={() => new Promise<void>((_, reject) => (refuse = reject))} />);
  await open();
  await person.click(button('Connect'));
  await change('Account', '10254899');
  refuse(new Error('No answer.'));
  await screen.findByText('No answer.');
  expect(box('Account').value).toBe('10254899');
  // Nothing is left to be saved of what was typed and taken back.
  await change('Account', GOOD.wabaId);
  expect(isAsked()).toBe(false);
});

test('the API’s English is marked as such on a page in another language', async () => {
  const errors = [
    { field: 'name', message: 'must not be so' },
    { field: 'region', message: 'is missing' },
  ];
  const onSubmit = refuses('name', { errors }).mockRejectedValueOnce(
    new ApiError(409, 'taken', 'It is taken.', { field: 'pin' }),
  );
  show(<Numbers onSubmit={onSubmit} />);
  await open();
  await act(() => i18next.changeLanguage('es'));
  act(() => speak(spokenAs('es', [])));
  try {
    await person.click(button('Connect'));
    expect((await screen.findByText('Must not be so')).lang).toBe('en');
    expect(screen.getByRole('alert').querySelector('[lang=en]')).not.toBeNull();
    await person.click(button('Connect'));
    expect((await screen.findByText('It is taken.')).lang).toBe('en');
  } finally {
    act(() => speak(spokenAs('en', [])));
    await act(() => i18next.changeLanguage('en'));
  }
});

test('a form that keeps its changes closes with Esc, and they are found again or thrown away', async () => {
  show(<Numbers onSubmit={jest.fn<Saves>()} keep="new-number" />);
  await open();
  await change('Name', 'Second line');
  // Of one's own typing nobody has to be told.
  expect(screen.queryByText(/not saved/)).toBeNull();
  await person.keyboard('{Escape}');
  await waitFor(() => expect(drawer()).toBeNull());
  await open();
  expect(box('Name').value).toBe('Second line');
  expect(screen.getByText('You have changes that are not saved. They stay here when you leave.')).toBeDefined();
  await person.click(button('Discard'));
  expect(box('Name').value).toBe('Main line');
  expect(screen.queryByText(/not saved/)).toBeNull();
});

test('a form that does not keep them asks first', async () => {
  show(<Numbers onSubmit={jest.fn<Saves>()} />);
  await open();
  await change('Name', 'Second line');
  await person.keyboard('{Escape}');
  await waitFor(() => expect(document.activeElement).toBe(button('Keep editing')));
  await person.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Keep editing' })).toBeNull());
  expect(box('Name').value).toBe('Second line');
  await person.click(button('Cancel'));
  await person.click(button('Discard'));
  await waitFor(() => expect(drawer()).toBeNull());
  await open();
  expect(box('Name').value).toBe('Main line');
});

test('without changes nothing is asked', async () => {
  show(<Numbers onSubmit={jest.fn<Saves>()} />);
  await open();
  await change('Name', 'Second line');
  await change('Name', 'Main line');
  await person.click(button('Cancel'));
  await waitFor(() => expect(drawer()).toBeNull());
});

test('closing the tab asks while there are changes, and only then', async () => {
  show(<Numbers onSubmit={jest.fn<Saves>().mockResolvedValue(undefined)} />);
  await open();
  expect(isAsked()).toBe(false);
  await change('Name', 'Second line');
  expect(isAsked()).toBe(true);
  await person.click(button('Connect'));
  await waitFor(() => expect(drawer()).toBeNull());
  expect(isAsked()).toBe(false);
});

test('it is said when somebody has saved something else meanwhile', async () => {
  const { rerender } = show(<Numbers onSubmit={jest.fn<Saves>()} keep="number" />);
  await open();
  await change('Name', 'Second line');
  rerender(<Numbers onSubmit={jest.fn<Saves>()} keep="number" initial={{ ...GOOD, name: 'Third line' }} />);
  expect(screen.getByText(/somebody has saved others meanwhile/)).toBeDefined();
  expect(box('Name').value).toBe('Second line');
});

test.each(Object.keys(REQUEST_SCHEMAS) as (keyof typeof REQUEST_SCHEMAS)[])('the schema of %s can be read', name => {
  expect(requestSchema(name).safeParse(null).success).toBe(false);
});
