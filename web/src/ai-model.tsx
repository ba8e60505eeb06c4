import {
  Alert,
  Badge,
  Button,
  Card,
  Group,
  Loader,
  NumberInput,
  PasswordInput,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Endpoint, EndpointState } from './ai-types.ts';
import { api } from './api.ts';
import { Loaded } from './failures.tsx';
import { useKept } from './kept.ts';
import { Unsaved } from './unsaved.tsx';
import { InsecureUntil } from './insecure-until.tsx';

const POLL_MS = 1_000;
const MICROS = 1_000_000;
const PROBLEMS: Readonly<Record<string, string>> = {
  unauthorized: 'It refuses the key.',
  unreachable: 'It cannot be reached.',
  forbidden_address: 'Its address is not public.',
  insecure_address: 'Its address is not https at port 443.',
  timeout: 'It takes too long.',
  bad_request: 'It does not know what it is asked for.',
  malformed: 'It does not answer in JSON.',
  redirected: 'It redirects.',
  throttled: 'It is asked too often.',
  server_error: 'It has an error of its own.',
};
const problemWords = (code: string): string => PROBLEMS[code] ?? code;

/** The model behind the AI: the operator's, or one of the company's own. */
export function AiModel() {
  const state = useQuery({
    queryKey: ['ai', 'endpoint'],
    queryFn: () => api<EndpointState>('GET', '/ai/endpoint'),
    refetchInterval: query =>
      query.state.data?.endpoint != null && query.state.data.endpoint.checkedAt === null ? POLL_MS : false,
  });
  if (state.data === undefined)
    return (
      <Loaded query={state} what="The model">
        {() => null}
      </Loaded>
    );
  const { endpoint, passages, read } = state.data;
  return (
    <Stack>
      <Card withBorder component="section" aria-label="Model">
        <Stack>
          {endpoint === null ? (
            <Text size="sm">
              The operator’s model is asked. With an endpoint of your own, questions of your customers and passages of
              your articles go there, and nowhere else.
            </Text>
          ) : (
            <State endpoint={endpoint} />
          )}
          {endpoint !== null && endpoint.insecureUntil !== null && <InsecureUntil time={endpoint.insecureUntil} />}
          <Form key={endpoint?.id ?? 'none'} endpoint={endpoint} />
        </Stack>
      </Card>
      <Text size="sm" c="dimmed">
        {read.length === 0
          ? `${passages} passages are found by their words.`
          : `${passages} passages; by meaning: ${read.map(each => `${each.passages} (${each.model})`).join(', ')}.`}
      </Text>
    </Stack>
  );
}

function State({
  endpoint: { capability, problem, checkedAt, embeddingModel, embeddingDimensions, embeddingProblem },
}: {
  readonly endpoint: Endpoint;
}) {
  if (checkedAt === null)
    return (
      <Group gap="xs">
        <Loader size="xs" />
        <Text size="sm">It is being tried …</Text>
      </Group>
    );
  return (
    <Group gap="xs">
      {capability === null ? (
        <Badge color="red">Not used: {problemWords(problem ?? '')}</Badge>
      ) : (
        <Badge color="green">Answers ({capability})</Badge>
      )}
      {embeddingModel !== null &&
        (embeddingDimensions === null ? (
          <Badge color="orange">Embeddings: {problemWords(embeddingProblem ?? '')}</Badge>
        ) : (
          <Badge color="green">Embeddings ({embeddingDimensions} numbers)</Badge>
        ))}
    </Group>
  );
}

function Form({ endpoint }: { readonly endpoint: Endpoint | null }) {
  const queries = useQueryClient();
  const [wanted, setWanted, isKept, forget] = useKept(
    'ai-model',
    {
      baseUrl: endpoint?.baseUrl ?? '',
      model: endpoint?.model ?? '',
      apiKey: '',
      embeddingModel: endpoint?.embeddingModel ?? '',
      inputMicros: endpoint?.inputMicros ?? 0,
      outputMicros: endpoint?.outputMicros ?? 0,
      embeddingMicros: endpoint?.embeddingMicros ?? 0,
    },
    true,
  );
  const change = (more: Partial<typeof wanted>): void => setWanted({ ...wanted, ...more });
  const refresh = { onSettled: () => queries.invalidateQueries({ queryKey: ['ai', 'endpoint'] }) };
  const save = useMutation({
    mutationFn: () =>
      api('PUT', '/ai/endpoint', {
        ...wanted,
        embeddingModel: wanted.embeddingModel === '' ? null : wanted.embeddingModel,
      }),
    onSuccess: forget,
    ...refresh,
  });
  const remove = useMutation({ mutationFn: () => api('DELETE', '/ai/endpoint'), onSuccess: forget, ...refresh });
  const price = (label: string, key: 'inputMicros' | 'outputMicros' | 'embeddingMicros') => (
    <NumberInput
      label={label}
      min={0}
      decimalScale={6}
      value={wanted[key] / MICROS}
      onChange={value => change({ [key]: Math.round(Number(value) * MICROS) })}
    />
  );
  const error = save.error ?? remove.error;
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack>
        <Unsaved isKept={isKept} onDiscard={forget} />
        <Group grow align="flex-start">
          <TextInput
            label="Address"
            description="OpenAI-compatible, up to /v1"
            placeholder="https://api.openai.com/v1"
            value={wanted.baseUrl}
            onChange={event => change({ baseUrl: event.currentTarget.value })}
          />
          <PasswordInput
            label="Key"
            description="Encrypted; never shown again"
            autoComplete="off"
            value={wanted.apiKey}
            onChange={event => change({ apiKey: event.currentTarget.value })}
          />
        </Group>
        <Group grow align="flex-start">
          <TextInput
            label="Model"
            description="Answers and writes"
            value={wanted.model}
            onChange={event => change({ model: event.currentTarget.value })}
          />
          <TextInput
            label="Model of embeddings"
            description="Finds articles by meaning, too; empty: by words"
            value={wanted.embeddingModel}
            onChange={event => change({ embeddingModel: event.currentTarget.value })}
          />
        </Group>
        <Group grow>
          {price('Price of a million tokens in', 'inputMicros')}
          {price('… out', 'outputMicros')}
          {price('… of embeddings', 'embeddingMicros')}
        </Group>
        {error !== null && (
          <Alert color="red" role="alert">
            {error.message}
          </Alert>
        )}
        <Group justify="flex-end">
          {endpoint !== null && (
            <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate()}>
              Use the operator’s model
            </Button>
          )}
          <Button
            type="submit"
            loading={save.isPending}
            disabled={wanted.baseUrl === '' || wanted.model === '' || wanted.apiKey === ''}
          >
            Use this model
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
