import { useEffect, useEffectEvent, useState } from 'react';
import { Button, NumberInput, Select, Switch, TagsInput, TextInput, Textarea } from '@mantine/core';
import { z } from 'zod';
import { ApiError } from '../src/lib/api/api-error.ts';
import { requestSchema } from '../src/lib/request-schema.ts';
import { FormDrawer, filled, useForm } from '../src/ui/index.ts';
import { look } from './look.ts';
import { Part } from './part.tsx';
import classes from './gallery.module.css';

const STATES = ['form', 'form-faults', 'form-refused', 'form-pending'] as const;
type FormState = (typeof STATES)[number];

/** A drawer in each of its states. */
export function FormSamples() {
  const [open, setOpen] = useState<FormState | null>(STATES.find(each => each === look.open) ?? null);
  return (
    <Part id="form-drawer">
      <div className={classes['row']}>
        {STATES.map(each => (
          <Button key={each} variant="default" onClick={() => setOpen(each)}>
            {each}
          </Button>
        ))}
      </div>
      {open !== null && <Sample key={open} state={open} onClose={() => setOpen(null)} />}
    </Part>
  );
}

const PIN = '12345';

function Sample({ state, onClose }: { readonly state: FormState; readonly onClose: () => void }) {
  const [opened, setOpened] = useState(true);
  const form = useForm({
    initial: {
      name: state === 'form-faults' ? ' ' : 'Main line',
      wabaId: '10254877',
      phoneNumberId: '4455667788',
      accessToken: 'x'.repeat(state === 'form-faults' ? 3 : 20),
      pin: state === 'form-faults' ? PIN : '',
    },
    schema: requestSchema('postNumbers'),
    toBody: filled,
    shapes: { pin: 'Six digits.', accessToken: 'As Meta shows it: 20 characters or more.' },
    keep: 'gallery',
    onSubmit: () => answer(state),
  });
  const submit = useEffectEvent(() => {
    if (state !== 'form') void form.submit();
  });
  useEffect(() => {
    // Once, when it is open and the keyboard is in it.
    const timer = setTimeout(() => submit(), 500);
    return () => clearTimeout(timer);
  }, []);
  return (
    <FormDrawer
      form={form}
      opened={opened}
      onClose={() => {
        setOpened(false);
        onClose();
      }}
      title="Connect a number"
      save="Connect"
    >
      <TextInput label="Name" description="As your team calls it" {...form.fields.text('name')} />
      <TextInput label="WhatsApp Business account" required {...form.fields.text('wabaId')} />
      <TextInput label="Number" required {...form.fields.text('phoneNumberId')} />
      <Textarea label="Access token" required autosize minRows={2} {...form.fields.text('accessToken')} />
      <TextInput label="PIN" {...form.fields.text('pin')} />
      <Others />
    </FormDrawer>
  );
}

/** What the API answers in this state. */
async function answer(state: FormState): Promise<void> {
  if (state === 'form-pending') await new Promise(() => undefined);
  if (state === 'form-refused')
    throw new ApiError(409, 'number_taken', 'Another tenant has connected this number.', { field: 'phoneNumberId' });
}

/** The other kinds of fields. */
function Others() {
  const { fields } = useForm({
    initial: { most: 3, tone: 'friendly', languages: ['en'], on: true },
    schema: z.object({ most: z.int() }),
    onSubmit: () => Promise.resolve(),
  });
  return (
    <>
      <NumberInput label="Most at once" {...fields.number('most')} />
      <Select label="Tone" data={['friendly', 'formal']} {...fields.choice('tone')} />
      <TagsInput label="Languages" {...fields.list('languages')} />
      <Switch label="On" {...fields.flag('on')} />
    </>
  );
}
