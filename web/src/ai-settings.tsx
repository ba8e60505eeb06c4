import { Alert, Stack, Tabs, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { AiCost } from './ai-cost.tsx';
import { AiModel } from './ai-model.tsx';
import { AiPolicy } from './ai-policy.tsx';
import { AiTrial } from './ai-trial.tsx';
import { AiTraining } from './ai-training.tsx';
import type { Call, Policy, PolicyVersion } from './ai-types.ts';
import type { Me, Page } from './api.ts';
import { api } from './api.ts';
import { Loaded } from './failures.tsx';
import { useKept } from './kept.ts';
import { Unsaved } from './unsaved.tsx';
import { FourEyes } from './four-eyes.tsx';

const FRESH: Partial<Policy> = {
  mode: 'suggest',
  tone: 'friendly',
  instructions: '',
  languages: [],
  forbiddenTopics: [],
  buttons: false,
  linkHosts: [],
  evidenceFloor: 0.45,
  similarityFloor: null,
  disclosure: 'This is an automated answer. Write “person” at any time to talk to one.',
  greeting: 'Hello! How can we help you?',
};
const DEMO =
  'It quotes your articles word for word and does not understand language. Under “Model” you can set one of your own; the operator can with OPENAI_BASE_URL.';

/** What the AI may do, tried before it does; the model behind it, what it cost, and what may be learnt from. */
export function AiSettings({ me }: { readonly me: Me }) {
  const policies = useQuery({
    queryKey: ['ai', 'policies'],
    queryFn: () => api<Page<PolicyVersion>>('GET', '/ai/policies'),
  });
  const calls = useQuery({ queryKey: ['ai', 'calls'], queryFn: () => api<Page<Call>>('GET', '/ai/calls?limit=10') });
  const newest = policies.data?.items[0] ?? null;
  const demo = calls.data?.items.some(call => call.demo) ?? false;
  return (
    <Stack p="lg" maw={1040}>
      <Title order={3}>AI</Title>
      {demo && (
        <Alert color="yellow" title="Demo model">
          {DEMO}
        </Alert>
      )}
      <Loaded query={policies} what="The policy">
        {() => <Pages newest={newest} me={me} calls={calls.data?.items ?? []} />}
      </Loaded>
    </Stack>
  );
}

function Pages({
  newest,
  me,
  calls,
}: {
  readonly newest: PolicyVersion | null;
  readonly me: Me;
  readonly calls: readonly Call[];
}) {
  // What is being written is what is tried: it need not be saved before.
  const version = newest?.version ?? 0;
  const [written, change, isKept, forget] = useKept<{ readonly policy: Partial<Policy>; readonly version: number }>(
    'ai-policy',
    { policy: newest?.policy ?? FRESH, version },
  );
  const { policy } = written;
  const setPolicy = (changed: Partial<Policy>): void => change({ policy: changed, version: written.version });
  return (
    <Tabs defaultValue="policy" keepMounted={false}>
      <Tabs.List mb="md">
        <Tabs.Tab value="policy">Policy</Tabs.Tab>
        <Tabs.Tab value="try">Try it</Tabs.Tab>
        <Tabs.Tab value="model">Model</Tabs.Tab>
        <Tabs.Tab value="cost">Cost</Tabs.Tab>
        <Tabs.Tab value="training">Training data</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="policy">
        <Stack>
          <FourEyes
            me={me}
            setting="aiFourEyes"
            what="Policies and articles take effect only when another administrator agreed"
          />
          <Unsaved isKept={isKept} newer={written.version !== version} onDiscard={forget} />
          <AiPolicy newest={newest} me={me} policy={policy} onChange={setPolicy} onSaved={forget} />
        </Stack>
      </Tabs.Panel>
      <Tabs.Panel value="try">
        <AiTrial policy={policy} saved={!isKept && newest !== null} />
      </Tabs.Panel>
      <Tabs.Panel value="model">
        <AiModel />
      </Tabs.Panel>
      <Tabs.Panel value="cost">
        <AiCost calls={calls} />
      </Tabs.Panel>
      <Tabs.Panel value="training">
        <AiTraining me={me} />
      </Tabs.Panel>
    </Tabs>
  );
}
