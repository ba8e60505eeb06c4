import { Card, List, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { OfferStory, Page } from './api.ts';
import { api } from './api.ts';
import { Loaded } from './failures.tsx';

const STRATEGIES: Readonly<Record<string, string>> = {
  longest_idle: 'was idle longest',
  least_loaded: 'had the smallest part of their room taken',
  round_robin: 'was offered something longest ago',
  most_skilled: 'has the most skill for it',
};
const REASONS: Readonly<Record<string, string>> = {
  not_online: 'not online',
  lacks_skill: 'lacks a skill',
  excluded: 'missed or refused it lately',
  no_room: 'has no room',
  needed_elsewhere: 'was needed more by another queue',
  later_in_line: 'came later in line',
};

const minutes = (ms: number): string =>
  ms < 60_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;

/** Why each offer of a conversation went to whom it went. */
export function Why({ conversationId, onClose }: { readonly conversationId: string; readonly onClose: () => void }) {
  const offers = useQuery({
    queryKey: ['why', conversationId],
    queryFn: () => api<Page<OfferStory>>('GET', `/conversations/${conversationId}/offers`),
  });
  return (
    <Modal opened onClose={onClose} title="Why who was asked" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack>
        {offers.data?.items.length === 0 && <Text c="dimmed">Nobody was asked yet.</Text>}
        {offers.data?.items.map(story => (
          <Story key={story.id} story={story} />
        ))}
        {offers.data === undefined && (
          <Loaded query={offers} what="The offers">
            {() => null}
          </Loaded>
        )}
      </Stack>
    </Modal>
  );
}

function Story({ story: { agentName, state, offeredAt, reason, rule, decision } }: { readonly story: OfferStory }) {
  return (
    <Card withBorder>
      <Text fw={600}>
        {agentName ?? 'An agent'}: {state}
        {reason !== null && `, “${reason}”`}{' '}
        <Text span c="dimmed" size="sm">
          {new Date(offeredAt).toLocaleString()}
        </Text>
      </Text>
      {decision === null ? (
        <Text size="sm">A person chose this agent.</Text>
      ) : (
        <>
          <Text size="sm">
            {rule === null
              ? 'No rule brought it into the queue.'
              : `By the rule “${rule.name ?? rule.id}” (version ${rule.version}).`}{' '}
            It was number {decision.placeInLine} in line
            {decision.queueVersion !== undefined && ` (version ${decision.queueVersion} of the queue)`} and had waited{' '}
            {minutes(decision.waitedMs)}
            {decision.step > 0 && `; after ${decision.step} routing ${decision.step === 1 ? 'step' : 'steps'}`}.
          </Text>
          <Text size="sm">
            {decision.sticky
              ? 'The contact’s last agent is asked first.'
              : `Of those who could take it, this agent ${STRATEGIES[decision.strategy] ?? decision.strategy}.`}
            {(decision.askedAtOnce ?? 1) > 1 && ` ${decision.askedAtOnce} agents were asked at once.`}
            {decision.needs.length > 0 &&
              ` ${decision.needs.length === 1 ? 'A skill was' : `${decision.needs.length} skills were`} needed.`}
          </Text>
          {decision.passedOver.length > 0 && (
            <List size="sm" mt="xs">
              {decision.passedOver.map(({ agentId, agentName: name, why }) => (
                <List.Item key={agentId}>
                  {name ?? 'Somebody'}: {REASONS[why] ?? why}
                </List.Item>
              ))}
            </List>
          )}
        </>
      )}
    </Card>
  );
}
