import { useState } from 'react';
import { Alert, Button, FileButton, Group, Input, Paper, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Conversation, Page, Template } from './api.ts';
import { api, uploadFile } from './api.ts';
import { Failed } from './failures.tsx';
import { newKey } from './new-key.ts';
import { problemOf } from './sending.ts';
import type { TemplatePart } from './template-slots.ts';
import { fieldsOf, filledText, isFillable, shownSlots, templateMessage } from './template-slots.ts';

/**
 * The templates WhatsApp lets the number send, also while the window is closed: choose one, fill it, read it, send it.
 */
export function TemplateForm({
  conversation,
  onSent,
}: {
  readonly conversation: Conversation;
  readonly onSent: () => void;
}) {
  const queries = useQueryClient();
  const templates = useQuery({
    queryKey: ['templates', conversation.number.id],
    queryFn: () =>
      api<Page<Template>>('GET', `/templates?status=APPROVED&limit=100&numberId=${conversation.number.id}`),
  });
  const [chosen, setChosen] = useState<string | null>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  // One filled template is one message, however often its button is pressed or its sending is tried.
  const [key, setKey] = useState(newKey);
  const template = templates.data?.items.find(each => each.id === chosen) ?? null;
  const slots = shownSlots(template);
  const fields = slots.flatMap(slot => fieldsOf(slot, slots));
  const send = useMutation({
    mutationFn: () =>
      api(
        'POST',
        `/conversations/${conversation.id}/messages`,
        { type: 'template', template: templateMessage(template, values) },
        { 'idempotency-key': key },
      ),
    onSuccess: () => {
      setChosen(null);
      setValues({});
      setKey(newKey());
      onSent();
    }, // Taken as it was before it was changed: what stands there now is another message.
    onError: error => {
      if (problemOf(error).next === 'other') setKey(newKey());
    },
    onSettled: () => queries.invalidateQueries(),
  });
  if (templates.data === undefined && templates.error !== null)
    return <Failed error={templates.error} what="The templates" onRetry={() => void templates.refetch()} />;
  if (templates.isSuccess && templates.data.items.length === 0)
    return (
      <Alert color="gray" m="md" role="status">
        WhatsApp has approved no template of this number yet. Until the customer writes, nothing can be sent.
      </Alert>
    );
  const choices =
    templates.data?.items.map(each => ({
      value: each.id,
      label: `${each.name} (${each.language}, ${each.category.toLowerCase()})`,
      disabled: !isFillable(each),
    })) ?? [];
  return (
    <Stack
      p="md"
      gap="xs"
      component="form"
      onSubmit={event => {
        event.preventDefault();
        if (!send.isPending) send.mutate();
      }}
    >
      {!conversation.window.open && (
        <Text size="sm" c="dimmed">
          The 24-hour window is closed. Until the customer writes again, only a template that WhatsApp has approved can
          be sent.
        </Text>
      )}
      <Select
        aria-label="Template"
        placeholder="Choose a template"
        searchable
        data={choices}
        value={chosen}
        onChange={id => {
          setChosen(id);
          setValues({});
          setKey(newKey());
        }}
      />
      {template !== null && (
        <>
          <Group grow preventGrowOverflow={false}>
            {fields.map(({ key, label, kind, required }) => {
              const field = {
                label,
                value: values[key] ?? '',
                onChange: (value: string) => setValues(before => ({ ...before, [key]: value })),
              };
              return kind === 'file' ? (
                <FileField key={key} {...field} />
              ) : (
                <TextInput
                  key={key}
                  size="xs"
                  required={required}
                  maxLength={1024}
                  {...(kind === 'time' ? { type: 'datetime-local' } : {})}
                  {...field}
                  onChange={event => field.onChange(event.currentTarget.value)}
                />
              );
            })}
          </Group>
          <Paper withBorder p="xs" radius="md" bg="teal.1" c="dark.9" aria-label="Preview">
            <Reading
              parts={template.components}
              card={null}
              fill={(text, place, card) => filledText(text, place, card, slots, values)}
            />
          </Paper>
        </>
      )}
      {send.error !== null && (
        <Alert color="red" role="alert">
          {problemOf(send.error).message}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button
          type="submit"
          loading={send.isPending}
          disabled={
            template === null ||
            fields.some(({ key, required }) => required && !values[key]) ||
            conversation.number.sendingPaused
          }
        >
          Send template
        </Button>
      </Group>
    </Stack>
  );
}

/** A file for the head of a template: brought at once, named by its upload. */
function FileField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (uploadId: string) => void;
}) {
  const upload = useMutation({ mutationFn: uploadFile, onSuccess: ({ id }) => onChange(id) });
  return (
    <Input.Wrapper size="xs" label={label} required error={upload.error?.message}>
      <div>
        <FileButton
          onChange={file => {
            if (file !== null) upload.mutate(file);
          }}
        >
          {props => (
            <Button {...props} size="xs" variant="default" loading={upload.isPending}>
              {value === '' ? 'Choose a file' : (upload.data?.fileName ?? 'Chosen')}
            </Button>
          )}
        </FileButton>
      </div>
    </Input.Wrapper>
  );
}

/** A message as its reader sees it; the cards of a carousel one after the other. */
export function Reading({
  parts,
  card,
  fill,
}: {
  readonly parts: readonly TemplatePart[];
  readonly card: number | null;
  readonly fill: (text: string, place: string, card: number | null) => string;
}) {
  return parts.map(({ type, format, text, buttons, limited_time_offer: offer, cards }) => (
    <div key={type}>
      {type === 'HEADER' && text === undefined && (
        <Text size="xs" c="dimmed">
          [{(format ?? '').toLowerCase()}]
        </Text>
      )}
      {text !== undefined && (
        <Text
          size={type === 'FOOTER' ? 'xs' : 'sm'}
          fw={type === 'HEADER' ? 700 : 400}
          style={{ whiteSpace: 'pre-wrap' }}
        >
          {fill(text, type.toLowerCase(), card)}
        </Text>
      )}
      {offer?.text !== undefined && (
        <Text size="sm" fw={600}>
          {offer.text}
        </Text>
      )}
      {buttons?.map((button, at) => (
        <Text key={at} size="xs" ta="center" fw={600}>
          {button.text ?? BUTTON_WORDS[button.type ?? ''] ?? button.type}
        </Text>
      ))}
      {cards?.map((each, at) => (
        <Paper key={at} withBorder p="xs" mt="xs" aria-label={`Card ${at + 1}`}>
          <Reading parts={each.components} card={at} fill={fill} />
        </Paper>
      ))}
    </div>
  ));
}

/** Of buttons whose label is WhatsApp's own. */
const BUTTON_WORDS: Readonly<Record<string, string>> = {
  COPY_CODE: 'Copy code',
  REQUEST_CONTACT_INFO: 'Share contact info',
};
