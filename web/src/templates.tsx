import type { SyntheticEvent } from 'react';
import { useState } from 'react';
import {
  Alert,
  Badge,
  Button,
  Card,
  FileInput,
  Group,
  Modal,
  Select,
  Stack,
  Text,
  TextInput,
  Textarea,
  Title,
} from '@mantine/core';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { BusinessNumber, Me, Page, Template, TemplateChange } from './api.ts';
import { Failed } from './failures.tsx';
import { useKept } from './kept.ts';
import { newKey } from './new-key.ts';
import { Unsaved } from './unsaved.tsx';
import { api, uploadFile } from './api.ts';
import { FourEyes, StillMissing } from './four-eyes.tsx';
import { Reading } from './template-form.tsx';

const STATUS: Readonly<Record<string, string>> = {
  APPROVED: 'green',
  PENDING: 'blue',
  IN_APPEAL: 'blue',
  PAUSED: 'orange',
  REJECTED: 'red',
  DISABLED: 'red',
};
const CHANGE: Readonly<Record<TemplateChange['state'], string>> = {
  waiting: 'orange',
  approved: 'blue',
  declined: 'gray',
  submitted: 'green',
  refused: 'red',
};
const POLL_MS = 2_000;
const FORMATS: Readonly<Record<string, string>> = { image: 'IMAGE', video: 'VIDEO', document: 'DOCUMENT' };
const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/** The tenant's message templates: what WhatsApp says of each, new ones, and what waits for a second administrator. */
export function Templates({ me }: { readonly me: Me }) {
  const queries = useQueryClient();
  const [writing, setWriting] = useState(false);
  const fresh = { queryKey: ['templates'] };
  const moving = (items: readonly { status?: string; state?: string }[] | undefined): boolean =>
    items?.some(each => each.status === 'PENDING' || each.state === 'approved') ?? false;
  const changes = useQuery({
    queryKey: ['templates', 'changes'],
    queryFn: () => api<Page<TemplateChange>>('GET', '/template-changes?limit=10'),
    refetchInterval: query => (moving(query.state.data?.items) ? POLL_MS : false),
  });
  // A change that ended is seen in the list: then it is asked for again.
  const ended = changes.data?.items.map(({ id, state }) => `${id} ${state}`).join() ?? '';
  const templates = useQuery({
    queryKey: ['templates', 'all', ended],
    queryFn: () => api<Page<Template>>('GET', '/templates?limit=100'),
    placeholderData: keepPreviousData,
    refetchInterval: query => (moving(query.state.data?.items) ? POLL_MS : false),
  });
  const sync = useMutation({
    mutationFn: () => api('POST', '/templates/sync', {}),
    onSuccess: () => setTimeout(() => void queries.invalidateQueries(fresh), POLL_MS),
  });
  const decide = useMutation({
    mutationFn: ({ id, verb }: { id: string; verb: 'approve' | 'decline' }) =>
      api(
        'POST',
        `/template-changes/${id}/${verb}`,
        verb === 'decline' ? { comment: 'Declined in the workbench.' } : {},
      ),
    onSettled: () => queries.invalidateQueries(fresh),
  });
  const remove = useMutation({
    mutationFn: (id: string) => api('DELETE', `/templates/${id}`),
    onSettled: () => queries.invalidateQueries(fresh),
  });
  const failure = decide.error ?? remove.error ?? sync.error;
  return (
    <Stack p="lg" maw={960}>
      <Group justify="space-between">
        <Title order={3}>Templates</Title>
        <Group>
          <Button variant="default" loading={sync.isPending} onClick={() => sync.mutate()}>
            Read from WhatsApp now
          </Button>
          <Button onClick={() => setWriting(true)}>New template</Button>
        </Group>
      </Group>
      <FourEyes
        me={me}
        setting="templateFourEyes"
        what="Templates are changed only when another administrator agreed"
      />
      {failure !== null && (
        <Alert color="red" role="alert">
          {failure.message}
        </Alert>
      )}
      {changes.data?.items.map(
        ({ id, action, state, name, language, author, approvals, components, error, decision }) => (
          <Card key={id} withBorder component="section" aria-label={`Change of ${name}`}>
            <Group justify="space-between">
              <Text size="sm">
                <Badge color={CHANGE[state]} variant="light">
                  {state}
                </Badge>{' '}
                {action} {name} ({language})
              </Text>
              {state === 'waiting' && (
                <Group gap="xs">
                  {author.id !== me.id && approvals?.by.includes(me.id) !== true && (
                    <Button size="compact-sm" onClick={() => decide.mutate({ id, verb: 'approve' })}>
                      Approve
                    </Button>
                  )}
                  <Button size="compact-sm" variant="default" onClick={() => decide.mutate({ id, verb: 'decline' })}>
                    {author.id === me.id ? 'Take back' : 'Decline'}
                  </Button>
                </Group>
              )}
            </Group>
            {state === 'waiting' && <Reading parts={components ?? []} card={null} fill={text => text} />}
            <StillMissing approvals={approvals} />
            {(error?.text ?? decision?.comment ?? null) !== null && (
              <Text size="sm" c={error === null ? 'dimmed' : 'red'}>
                {error?.text ?? decision?.comment}
              </Text>
            )}
          </Card>
        ),
      )}
      {templates.data?.items.map(({ id, name, language, category, status, quality, explanation, components }) => (
        <Card key={id} withBorder component="section" aria-label={`Template ${name}`}>
          <Group justify="space-between">
            <Text fw={600}>
              {name}{' '}
              <Text span c="dimmed">
                {language}, {category.toLowerCase()}
              </Text>
            </Text>
            <Group gap="xs">
              {quality !== null && quality !== 'UNKNOWN' && (
                <Badge variant="light" color={quality === 'GREEN' ? 'green' : 'orange'}>
                  Quality {quality.toLowerCase()}
                </Badge>
              )}
              <Badge color={STATUS[status] ?? 'gray'}>{status.toLowerCase().replaceAll('_', ' ')}</Badge>
              <Button
                size="compact-sm"
                variant="subtle"
                color="red"
                onClick={() => {
                  if (confirm(`Delete ${name} at WhatsApp? Its name cannot be used again for 30 days.`))
                    remove.mutate(id);
                }}
              >
                Delete
              </Button>
            </Group>
          </Group>
          <Reading parts={components} card={null} fill={text => text} />
          {explanation !== null && (
            <Text size="sm" c="red">
              {explanation}
            </Text>
          )}
        </Card>
      ))}
      {templates.data === undefined && templates.error !== null && (
        <Failed error={templates.error} what="The templates" onRetry={() => void templates.refetch()} />
      )}
      {templates.isSuccess && templates.data.items.length === 0 && <Text c="dimmed">No templates yet.</Text>}
      {writing && <NewTemplate onClose={() => setWriting(false)} />}
    </Stack>
  );
}

/**
 * The common kind of template: words with parameters, a file above them if wanted, a footer. All else is in the API.
 */
function NewTemplate({ onClose }: { readonly onClose: () => void }) {
  const queries = useQueryClient();
  const numbers = useQuery({ queryKey: ['numbers'], queryFn: () => api<Page<BusinessNumber>>('GET', '/numbers') });
  const [form, setForm, isKept, forgetForm] = useKept('new-template', {
    name: '',
    language: 'en_US',
    category: 'UTILITY',
    text: '',
    footer: '',
  });
  const [examples, setExamples, , forgetExamples] = useKept<Readonly<Record<string, string>>>(
    'new-template-examples',
    {},
  );
  const forget = (): void => {
    forgetForm();
    forgetExamples();
  };
  const [file, setFile] = useState<File | null>(null);
  const [key, setKey] = useState(() => newKey());
  const names = [...new Set([...form.text.matchAll(PLACEHOLDER)].map(match => match[1] ?? ''))];
  const change = (part: Partial<typeof form>): void => {
    setForm({ ...form, ...part });
    setKey(newKey());
  };
  const create = useMutation({
    mutationFn: async () => {
      const { name, language, category, text, footer } = form;
      const upload = file === null ? null : await uploadFile(file);
      const positional = names.every(each => /^\d+$/.test(each));
      const example =
        names.length === 0
          ? {}
          : {
              example: positional
                ? { body_text: [names.map(each => examples[each] ?? '')] }
                : { body_text_named_params: names.map(each => ({ param_name: each, example: examples[each] ?? '' })) },
            };
      const components = [
        ...(upload === null
          ? []
          : [{ type: 'HEADER', format: FORMATS[upload.type] ?? 'DOCUMENT', example: { uploadId: upload.id } }]),
        { type: 'BODY', text, ...example },
        ...(footer === '' ? [] : [{ type: 'FOOTER', text: footer }]),
      ];
      return api(
        'POST',
        '/templates',
        {
          numberId: numbers.data?.items.find(each => each.state === 'connected')?.id ?? '',
          name,
          language,
          category,
          components,
        },
        { 'idempotency-key': file === null ? key : newKey() },
      );
    },
    onSuccess: () => {
      forget();
      void queries.invalidateQueries({ queryKey: ['templates'] });
      onClose();
    },
  });
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Modal opened onClose={onClose} title="New template" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit}>
        <Stack>
          <Unsaved isKept={isKept} onDiscard={forget} />
          {create.error !== null && (
            <Alert color="red" role="alert">
              {create.error.message}
            </Alert>
          )}
          <Group grow>
            <TextInput
              label="Name"
              required
              description="Small letters, digits and _"
              value={form.name}
              onChange={event => change({ name: event.currentTarget.value })}
            />
            <TextInput
              label="Language"
              required
              description="Like en or en_US"
              value={form.language}
              onChange={event => change({ language: event.currentTarget.value })}
            />
            <Select
              label="Category"
              description="WhatsApp may change it"
              data={['UTILITY', 'MARKETING']}
              value={form.category}
              onChange={value => change({ category: value ?? 'UTILITY' })}
            />
          </Group>
          <FileInput
            label="Header file"
            description="Optional: a picture, video or PDF as an example"
            clearable
            value={file}
            onChange={setFile}
            accept="image/jpeg,image/png,video/mp4,application/pdf"
          />
          <Textarea
            label="Text"
            required
            autosize
            minRows={3}
            maxLength={1024}
            description="Parameters are written like {{first_name}} or {{1}}"
            value={form.text}
            onChange={event => change({ text: event.currentTarget.value })}
          />
          {names.map(each => (
            <TextInput
              key={each}
              label={`Example for ${each}`}
              required
              value={examples[each] ?? ''}
              onChange={event => {
                setExamples({ ...examples, [each]: event.currentTarget.value });
                setKey(newKey());
              }}
            />
          ))}
          <TextInput
            label="Footer"
            maxLength={60}
            value={form.footer}
            onChange={event => change({ footer: event.currentTarget.value })}
          />
          <Button type="submit" loading={create.isPending}>
            Submit to WhatsApp
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
