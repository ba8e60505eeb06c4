import { useState } from 'react';
import { Alert, Button, FileButton, Group, Input, Paper, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Conversation, Page, Template, TemplateSlot } from './api.ts';
import { api, uploadFile } from './api.ts';

const FILE_WORDS: Record<string, string> = { image: 'Picture', video: 'Video', document: 'Document' };
const isFilled = ({ kind }: TemplateSlot): boolean => kind in FILE_WORDS || kind === 'text' || kind === 'coupon_code';

/** The templates WhatsApp lets the number send, also while the window is closed: choose one, fill it, read it, send it. */
export function TemplateForm({ conversation, onSent }: { readonly conversation: Conversation; readonly onSent: () => void }) {
  const queries = useQueryClient();
  const templates = useQuery({ queryKey: ['templates', conversation.number.id], queryFn: () => api<Page<Template>>('GET', `/templates?status=APPROVED&limit=100&numberId=${conversation.number.id}`) });
  const [chosen, setChosen] = useState<string | null>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  const template = templates.data?.items.find(each => each.id === chosen) ?? null;
  const slots = template?.parameters.filter(slot => slot.required) ?? [];
  const send = useMutation({
    mutationFn: (key: string) => api('POST', `/conversations/${conversation.id}/messages`, { type: 'template', template: message(template, slots, values) }, { 'idempotency-key': key }),
    onSuccess: () => { setChosen(null); setValues({}); onSent(); }, onSettled: () => queries.invalidateQueries(),
  });
  if (templates.isSuccess && templates.data.items.length === 0) return <Alert color="gray" m="md" role="status">WhatsApp has approved no template of this number yet. Until the customer writes, nothing can be sent.</Alert>;
  const choices = templates.data?.items.map(each => ({ value: each.id, label: `${each.name} (${each.language}, ${each.category.toLowerCase()})`, disabled: !each.parameters.every(slot => !slot.required || isFilled(slot)) })) ?? [];
  return (
    <Stack p="md" gap="xs" component="form" onSubmit={event => { event.preventDefault(); send.mutate(crypto.randomUUID()); }}>
      {!conversation.window.open && <Text size="sm" c="dimmed">The 24-hour window is closed. Until the customer writes again, only a template that WhatsApp has approved can be sent.</Text>}
      <Select aria-label="Template" placeholder="Choose a template" searchable data={choices} value={chosen} onChange={id => { setChosen(id); setValues({}); }} />
      {template !== null && <>
        <Group grow preventGrowOverflow={false}>
          {slots.map((slot, at) => {
            const field = { label: labelOf(slot, slots), value: values[keyOf(slot, at)] ?? '', onChange: (value: string) => setValues(before => ({ ...before, [keyOf(slot, at)]: value })) };
            return slot.kind in FILE_WORDS ? <FileField key={keyOf(slot, at)} {...field} /> : <TextInput key={keyOf(slot, at)} size="xs" required maxLength={1024} {...field} onChange={event => field.onChange(event.currentTarget.value)} />;
          })}
        </Group>
        <Paper withBorder p="xs" radius="md" bg="teal.1" c="dark.9" aria-label="Preview"><Reading template={template} fill={(place, text) => filled(text, place, slots, values)} /></Paper>
      </>}
      {send.error !== null && <Alert color="red" role="alert">{send.error.message}</Alert>}
      <Group justify="flex-end"><Button type="submit" loading={send.isPending} disabled={template === null || slots.some((slot, at) => !values[keyOf(slot, at)]) || conversation.number.sendingPaused}>Send template</Button></Group>
    </Stack>
  );
}

/** A file for the head of a template: brought at once, named by its upload. */
function FileField({ label, value, onChange }: { readonly label: string; readonly value: string; readonly onChange: (uploadId: string) => void }) {
  const upload = useMutation({ mutationFn: uploadFile, onSuccess: ({ id }) => onChange(id) });
  return (
    <Input.Wrapper size="xs" label={label} required error={upload.error?.message}>
      <div><FileButton onChange={file => { if (file !== null) upload.mutate(file); }}>{props => <Button {...props} size="xs" variant="default" loading={upload.isPending}>{value === '' ? 'Choose a file' : (upload.data?.fileName ?? 'Chosen')}</Button>}</FileButton></div>
    </Input.Wrapper>
  );
}

function Reading({ template, fill }: { readonly template: Template; readonly fill: (place: string, text: string) => string }) {
  return template.components.map(({ type, format, text, buttons }) => (
    <div key={type}>
      {type === 'HEADER' && text === undefined && <Text size="xs" c="dimmed">[{(format ?? '').toLowerCase()}]</Text>}
      {text !== undefined && <Text size={type === 'FOOTER' ? 'xs' : 'sm'} fw={type === 'HEADER' ? 700 : 400} style={{ whiteSpace: 'pre-wrap' }}>{fill(type.toLowerCase(), text)}</Text>}
      {buttons?.map(button => <Text key={button.text} size="xs" ta="center" fw={600}>{button.text}</Text>)}
    </div>
  ));
}

const keyOf = (slot: TemplateSlot, at: number): string => `${slot.place} ${slot.index ?? ''} ${slot.name ?? at}`;
const positionOf = (slot: TemplateSlot, slots: readonly TemplateSlot[]): number => slots.filter(each => each.place === slot.place).indexOf(slot) + 1;

function labelOf(slot: TemplateSlot, slots: readonly TemplateSlot[]): string {
  if (slot.place === 'button') return slot.kind === 'coupon_code' ? 'Code to copy' : `End of button ${(slot.index ?? 0) + 1}’s address`;
  return FILE_WORDS[slot.kind] ?? slot.name?.replaceAll('_', ' ') ?? `${slot.place === 'header' ? 'Heading' : 'Text'} ${positionOf(slot, slots)}`;
}

/** The text with what is written so far; places not filled yet stay as the template has them. */
function filled(text: string, place: string, slots: readonly TemplateSlot[], values: Record<string, string>): string {
  return text.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => {
    const at = slots.findIndex(slot => slot.place === place && (slot.name ?? String(positionOf(slot, slots))) === name);
    const slot = slots[at];
    return (slot === undefined ? '' : values[keyOf(slot, at)]) || whole;
  });
}

/** The template as the API takes it. */
function message(template: Template | null, slots: readonly TemplateSlot[], values: Record<string, string>): object {
  const groups = new Map<string, { type: string; sub_type?: string; index?: string; parameters: object[] }>();
  slots.forEach((slot, at) => {
    const key = `${slot.place} ${slot.index ?? ''}`;
    const group = groups.get(key) ?? { type: slot.place, ...(slot.subType === null ? {} : { sub_type: slot.subType, index: String(slot.index) }), parameters: [] };
    group.parameters.push(parameter(slot, values[keyOf(slot, at)] ?? ''));
    groups.set(key, group);
  });
  return { name: template?.name, language: { code: template?.language }, components: [...groups.values()] };
}

function parameter(slot: TemplateSlot, value: string): object {
  if (slot.kind in FILE_WORDS) return { type: slot.kind, [slot.kind]: { uploadId: value } };
  if (slot.kind === 'coupon_code') return { type: 'coupon_code', coupon_code: value };
  return { type: 'text', text: value, ...(slot.name === null ? {} : { parameter_name: slot.name }) };
}
