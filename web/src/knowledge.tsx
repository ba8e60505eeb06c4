import type { SyntheticEvent } from 'react';
import { useState } from 'react';
import {
  Alert,
  Badge,
  Button,
  Card,
  FileButton,
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
import type { Page } from './api.ts';
import { api, bringDocument } from './api.ts';
import { Failed, Loaded } from './failures.tsx';
import { useKept } from './kept.ts';
import { Unsaved } from './unsaved.tsx';
import { InsecureUntil } from './insecure-until.tsx';

interface Document {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly language: string;
  readonly audience: string;
  readonly publishedVersion: number | null;
  readonly lastVersion: number;
  readonly state: string;
  readonly updatedAt: string;
}
interface Version {
  readonly version: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
}
interface Gap {
  readonly id: string;
  readonly question: string | null;
  readonly reason: string;
  readonly at: string;
}
interface Found {
  readonly evidence: number;
  readonly items: readonly { readonly passageId: string; readonly heading: string; readonly text: string }[];
}

const COLORS: Readonly<Record<string, string>> = {
  published: 'green',
  draft: 'gray',
  waiting: 'orange',
  declined: 'red',
  unpublished: 'gray',
  superseded: 'gray',
};
const LANGUAGES = [
  { value: 'en', label: 'English' },
  { value: 'de', label: 'German' },
  { value: 'fr', label: 'French' },
  { value: 'es', label: 'Spanish' },
  { value: 'pt', label: 'Portuguese' },
  { value: 'it', label: 'Italian' },
  { value: 'nl', label: 'Dutch' },
  { value: 'tr', label: 'Turkish' },
  { value: 'ru', label: 'Russian' },
  { value: 'ar', label: 'Arabic' },
  { value: 'hi', label: 'Hindi' },
  { value: 'zh', label: 'Chinese' },
  { value: 'ja', label: 'Japanese' },
  { value: 'th', label: 'Thai' },
];

/** What the AI answers from: articles, what it would find, and questions nothing answered. */
export function Knowledge() {
  const queries = useQueryClient();
  const [open, setOpen] = useState<Document | 'new' | null>(null);
  // Sources that ended have brought articles: then the list is asked for again.
  const sources = useSources();
  const ended = sources.data?.items.map(({ id, state, done }) => `${id} ${state} ${done}`).join() ?? '';
  const documents = useQuery({
    queryKey: ['knowledge', 'documents', ended],
    placeholderData: keepPreviousData,
    queryFn: () => api<Page<Document>>('GET', '/knowledge/documents?limit=100'),
  });
  const gaps = useQuery({
    queryKey: ['knowledge', 'gaps'],
    queryFn: () => api<Page<Gap>>('GET', '/knowledge/gaps?limit=10'),
  });
  const act = useMutation({
    mutationFn: ({ id, verb, body }: { id: string; verb: string; body: object }) =>
      api('POST', `/knowledge/documents/${id}/${verb}`, body),
    onSettled: () => queries.invalidateQueries({ queryKey: ['knowledge'] }),
  });
  return (
    <Stack p="lg" maw={960}>
      <Group justify="space-between">
        <Title order={3}>Knowledge</Title>
        <Button onClick={() => setOpen('new')}>New article</Button>
      </Group>
      {act.error !== null && (
        <Alert color="red" role="alert">
          {act.error.message}
        </Alert>
      )}
      <Sources />
      <TryIt />
      {documents.data === undefined && documents.error !== null && (
        <Failed error={documents.error} what="The articles" onRetry={() => void documents.refetch()} />
      )}
      {documents.data?.items.length === 0 && (
        <Text c="dimmed">No articles yet. The AI answers from published articles only.</Text>
      )}
      {documents.data?.items.map(document => (
        <Card key={document.id} withBorder component="section" aria-label={`Article ${document.title}`}>
          <Group justify="space-between">
            <Text fw={600}>
              {document.title}{' '}
              <Text span c="dimmed" size="sm">
                {document.language}
                {document.audience === 'internal' && ', for agents only'}
              </Text>
            </Text>
            <Group gap="xs">
              <Badge color={COLORS[document.state] ?? 'gray'} variant="light">
                {document.state === 'draft' && document.publishedVersion !== null
                  ? 'published, newer draft'
                  : document.state}
              </Badge>
              <Button size="compact-sm" variant="default" onClick={() => setOpen(document)}>
                Edit
              </Button>
              {['draft', 'waiting', 'unpublished', 'declined'].includes(document.state) && (
                <Button
                  size="compact-sm"
                  onClick={() =>
                    act.mutate({ id: document.id, verb: 'publish', body: { version: document.lastVersion } })
                  }
                >
                  {document.state === 'waiting' ? 'Approve' : 'Publish'}
                </Button>
              )}
              {document.publishedVersion !== null && (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="red"
                  onClick={() => act.mutate({ id: document.id, verb: 'unpublish', body: {} })}
                >
                  Unpublish
                </Button>
              )}
            </Group>
          </Group>
        </Card>
      ))}
      {(gaps.data?.items.length ?? 0) > 0 && (
        <>
          <Title order={4}>Nothing answered these</Title>
          {gaps.data?.items.map(gap => (
            <Text key={gap.id} size="sm">
              <Text span c="dimmed">
                {new Date(gap.at).toLocaleDateString()}
              </Text>{' '}
              {gap.question ?? 'Deleted'}
            </Text>
          ))}
        </>
      )}
      {open !== null && <Editor document={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Stack>
  );
}

interface Source {
  readonly id: string;
  readonly name: string;
  readonly url: string | null;
  readonly state: 'running' | 'done' | 'failed';
  readonly done: number;
  readonly total: number;
  readonly insecureUntil: string | null;
  readonly problems: readonly {
    readonly url: string;
    readonly code: string;
    readonly leftOut: { readonly letters: number; readonly from: string } | null;
  }[];
}
const POLL_MS = 1_500;
const PROBLEMS: Readonly<Record<string, string>> = {
  robots: 'its robots.txt does not allow it',
  gone: 'it does not exist',
  unreachable: 'it does not answer',
  redirected_elsewhere: 'it leads to another site',
  forbidden_address: 'the address is not public',
  insecure_address: 'the address is not https at port 443',
  no_text: 'there is no text in it',
  not_text: 'it is no text',
  over_page_limit: 'it is one page more than the source may have',
  wrong_type: 'it is not what its name says',
  unsafe_markup: 'it defines entities',
  too_large: 'it is too large',
  too_many_pages: 'it has too many pages',
  too_many_rows: 'it has too many rows',
  too_many_columns: 'it has too many columns',
  too_deep: 'it is nested too deep',
  too_slow: 'it takes too long to read',
  too_much_memory: 'it takes too much memory to read',
};

const useSources = () =>
  useQuery({
    queryKey: ['knowledge', 'sources'],
    queryFn: () => api<Page<Source>>('GET', '/knowledge/sources'),
    refetchInterval: query =>
      query.state.data?.items.some(each => each.state === 'running') === true ? POLL_MS : false,
  });

/** Files and sites that articles come from. */
function Sources() {
  const queries = useQueryClient();
  const [url, setUrl] = useState('');
  const sources = useSources();
  const refresh = { onSettled: () => queries.invalidateQueries({ queryKey: ['knowledge'] }) };
  const file = useMutation({ mutationFn: bringDocument, ...refresh });
  const site = useMutation({
    mutationFn: () => api('POST', '/knowledge/sources', { url }),
    onSuccess: () => setUrl(''),
    ...refresh,
  });
  const act = useMutation({
    mutationFn: ({ id, again }: { id: string; again: boolean }) =>
      again ? api('POST', `/knowledge/sources/${id}/repeat`, {}) : api('DELETE', `/knowledge/sources/${id}`),
    ...refresh,
  });
  const error = file.error ?? site.error ?? act.error;
  return (
    <Card withBorder component="section" aria-label="Files and sites">
      <Group align="flex-end">
        <TextInput
          style={{ flex: 1 }}
          label="Bring in a site, or a file"
          placeholder="https://www.example.com/help"
          value={url}
          onChange={event => setUrl(event.currentTarget.value)}
        />
        <Button variant="default" disabled={url === ''} loading={site.isPending} onClick={() => site.mutate()}>
          Bring in the site
        </Button>
        <FileButton
          accept=".pdf,.docx,.html,.htm,.md,.txt,.csv"
          onChange={chosen => {
            if (chosen !== null) file.mutate(chosen);
          }}
        >
          {props => (
            <Button {...props} variant="default" loading={file.isPending}>
              Choose a file
            </Button>
          )}
        </FileButton>
      </Group>
      {error !== null && (
        <Alert color="red" role="alert" mt="sm">
          {error.message}
        </Alert>
      )}
      {sources.data?.items.map(source => (
        <Group key={source.id} justify="space-between" mt="xs" wrap="nowrap">
          <Text size="sm">
            {source.name}{' '}
            <Badge
              size="xs"
              variant="light"
              color={source.state === 'failed' ? 'red' : source.state === 'done' ? 'green' : 'blue'}
            >
              {source.state === 'running' ? `${source.done} of ${source.total}` : source.state}
            </Badge>
            {source.problems.slice(0, 3).map(each => (
              <Text key={each.url} size="xs" c="dimmed">
                {each.url}:{' '}
                {each.leftOut === null
                  ? (PROBLEMS[each.code] ?? each.code)
                  : `it is longer than an article may be: ${each.leftOut.letters.toLocaleString()} letters are not found, from “${each.leftOut.from}” on`}
              </Text>
            ))}
            {source.insecureUntil !== null && <InsecureUntil time={source.insecureUntil} />}
          </Text>
          <Group gap="xs" wrap="nowrap">
            <Button
              size="compact-xs"
              variant="subtle"
              disabled={source.state === 'running'}
              onClick={() => act.mutate({ id: source.id, again: true })}
            >
              Look again
            </Button>
            <Button
              size="compact-xs"
              variant="subtle"
              color="red"
              onClick={() => {
                if (confirm(`Remove ${source.name} with all its articles?`))
                  act.mutate({ id: source.id, again: false });
              }}
            >
              Remove
            </Button>
          </Group>
        </Group>
      ))}
    </Card>
  );
}

/** What would be found for a question, and how sure the AI would be. */
function TryIt() {
  const [text, setText] = useState('');
  const find = useMutation({
    mutationFn: () => api<Found>('GET', `/knowledge/search?limit=3&text=${encodeURIComponent(text)}`),
  });
  return (
    <Card
      withBorder
      component="form"
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault();
        if (text.trim() !== '') find.mutate();
      }}
    >
      <Group align="flex-end">
        <TextInput
          style={{ flex: 1 }}
          label="What would be found for a question?"
          value={text}
          onChange={event => setText(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={find.isPending}>
          Find
        </Button>
      </Group>
      {find.data !== undefined && (
        <Stack gap={4} mt="sm">
          <Text size="sm" fw={600}>
            {find.data.items.length === 0
              ? 'Nothing: it would go to people.'
              : `${Math.round(find.data.evidence * 100)} % of what is asked stands in the first passage.`}
          </Text>
          {find.data.items.map(item => (
            <Text key={item.passageId} size="sm">
              <b>{item.heading}</b>: {item.text.slice(0, 200)}
            </Text>
          ))}
        </Stack>
      )}
      {find.error !== null && (
        <Alert color="red" role="alert">
          {find.error.message}
        </Alert>
      )}
    </Card>
  );
}

function Editor({ document, onClose }: { readonly document: Document | null; readonly onClose: () => void }) {
  const whole = useQuery({
    queryKey: ['knowledge', document?.id],
    enabled: document !== null,
    queryFn: () => api<{ versions: readonly Version[] }>('GET', `/knowledge/documents/${document?.id ?? ''}`),
  });
  if (document !== null && whole.data === undefined)
    return (
      <Modal opened onClose={onClose} title="Edit article">
        <Loaded query={whole} what="The article">
          {() => null}
        </Loaded>
      </Modal>
    );
  return <Form document={document} newest={whole.data?.versions[0] ?? null} onClose={onClose} />;
}

function Form({
  document,
  newest,
  onClose,
}: {
  readonly document: Document | null;
  readonly newest: Version | null;
  readonly onClose: () => void;
}) {
  const queries = useQueryClient();
  // Closed by Esc, left or loaded again: what was written is still there.
  const saved = {
    title: newest?.title ?? '',
    body: newest?.body ?? '',
    language: document?.language ?? 'en',
    audience: document?.audience ?? 'customer',
    version: newest?.version ?? 0,
  };
  const [written, change, isKept, forget] = useKept(`article:${document?.id ?? 'new'}`, saved);
  const { title, body, language, audience } = written;
  const save = useMutation({
    mutationFn: async (publish: boolean) => {
      const { id, version } =
        document === null
          ? await api<{ id: string; version: number }>('POST', '/knowledge/documents', {
              title,
              body,
              language,
              audience,
            })
          : {
              id: document.id,
              ...(await api<{ version: number }>('PUT', `/knowledge/documents/${document.id}`, {
                version: newest?.version ?? 1,
                title,
                body,
              })),
            };
      if (document !== null && (document.language !== language || document.audience !== audience))
        await api('PUT', `/knowledge/documents/${id}/settings`, { language, audience });
      if (publish) await api('POST', `/knowledge/documents/${id}/publish`, { version });
    },
    onSuccess: () => {
      forget();
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['knowledge'] }),
  });
  const empty = title.trim() === '' || body.trim() === '';
  return (
    <Modal opened onClose={onClose} title={document === null ? 'New article' : 'Edit article'} size="xl">
      <Stack>
        <Unsaved isKept={isKept} newer={written.version !== saved.version} onDiscard={forget} />
        <TextInput
          label="Title"
          maxLength={200}
          value={title}
          onChange={event => change({ ...written, title: event.currentTarget.value })}
        />
        <Group grow>
          <Select
            label="Language"
            data={LANGUAGES}
            value={language}
            onChange={value => change({ ...written, language: value ?? 'en' })}
            searchable
          />
          <Select
            label="For"
            data={[
              { value: 'customer', label: 'Customers and agents' },
              { value: 'internal', label: 'Agents only' },
            ]}
            value={audience}
            onChange={value => change({ ...written, audience: value ?? 'customer' })}
          />
        </Group>
        <Textarea
          label="Text (Markdown)"
          description="Headings part it into what is found and cited."
          autosize
          minRows={12}
          maxRows={24}
          maxLength={200_000}
          value={body}
          onChange={event => change({ ...written, body: event.currentTarget.value })}
        />
        {save.error !== null && (
          <Alert color="red" role="alert">
            {save.error.message}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" disabled={empty} loading={save.isPending} onClick={() => save.mutate(false)}>
            Save as draft
          </Button>
          <Button disabled={empty} loading={save.isPending} onClick={() => save.mutate(true)}>
            Publish
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
