import { useState } from 'react';
import { Alert, Anchor, Badge, Button, Group, Loader, Menu, Paper, Stack, Text } from '@mantine/core';
import { reasonWords } from './ai-words.ts';
import type { Suggestion } from './suggestions.ts';
import { useSuggestions } from './suggestions.ts';

const TITLES: Readonly<Record<Suggestion['kind'], string>> = {
  reply: 'AI draft',
  rewrite: 'AI draft',
  summary: 'AI summary',
  tags: 'AI: tags',
  disposition: 'AI: what it is about',
  article: 'Articles to go on with',
};
const REWRITES = [
  ['shorter', 'shorter'],
  ['friendlier', 'friendlier'],
  ['formal', 'more formal'],
] as const;

/** What the AI drafts and proposes: taken over, or not. Nothing of it is sent by itself. */
export function Draft({
  conversationId,
  text,
  onUse,
}: {
  readonly conversationId: string;
  /** What stands in the reply now. */ readonly text: string;
  /** With the text that it is another wording of; null: it is none, or of what is not known any more. */ readonly onUse: (
    suggestion: Suggestion,
    rewritten: string | null,
  ) => void;
}) {
  const { items, ask, decide } = useSuggestions(conversationId);
  const [rewritten, setRewritten] = useState<Readonly<Record<string, string>>>({});
  const rewrite = (how: string): void =>
    ask.mutate(
      { kind: 'rewrite', how, text },
      { onSuccess: ({ id }) => setRewritten(before => ({ ...before, [id]: text })) },
    );
  // What the close menu asks for is shown there.
  const own = items.filter(each => each.kind !== 'disposition');
  const shown = own.find(each => each.state === 'open' || each.state === 'working' || each.state === 'failed') ?? null;
  return (
    <Stack gap={4} px="md" pt="xs">
      {shown?.state === 'working' && <Writing suggestion={shown} />}
      {shown?.state === 'failed' && shown === own[0] && (
        <Text size="sm" c="dimmed" role="status">
          Nothing by the AI: {reasonWords(shown.error)}.
        </Text>
      )}
      {shown?.state === 'open' && (
        <Paper withBorder p="xs" radius="md" component="section" aria-label="Draft by the AI">
          <Group justify="space-between" align="flex-start" wrap="nowrap">
            <Stack gap={2} style={{ flex: 1 }}>
              <Group gap="xs">
                <Badge size="xs" variant="light" color="violet">
                  {TITLES[shown.kind]}
                </Badge>
                {shown.demo && (
                  <Badge size="xs" variant="light" color="yellow">
                    Demo model: quotes, does not understand
                  </Badge>
                )}
              </Group>
              <What suggestion={shown} />
              {shown.citations.length > 0 && (
                <Text size="xs" c="dimmed">
                  From: {shown.citations.map(each => each.heading).join('; ')}
                </Text>
              )}
            </Stack>
            <Group gap="xs" wrap="nowrap">
              {(shown.kind === 'reply' || shown.kind === 'rewrite') && (
                <Button size="compact-sm" onClick={() => onUse(shown, rewritten[shown.id] ?? null)}>
                  Use
                </Button>
              )}
              {shown.kind === 'tags' && (
                <Button
                  size="compact-sm"
                  loading={decide.isPending}
                  onClick={() => decide.mutate({ id: shown.id, state: 'accepted' })}
                >
                  Add
                </Button>
              )}
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => decide.mutate({ id: shown.id, state: 'dismissed' })}
              >
                Dismiss
              </Button>
            </Group>
          </Group>
        </Paper>
      )}
      {[ask.error, decide.error].map(
        (error, place) =>
          error !== null && (
            <Alert key={place} color="red" role="alert">
              {error.message}
            </Alert>
          ),
      )}
      <Menu>
        <Menu.Target>
          <Button size="compact-xs" variant="subtle" loading={ask.isPending} style={{ alignSelf: 'flex-start' }}>
            Ask the AI
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => ask.mutate({ kind: 'reply' })}>Draft a reply</Menu.Item>
          <Menu.Item onClick={() => ask.mutate({ kind: 'summary' })}>Summarise the conversation</Menu.Item>
          <Menu.Item onClick={() => ask.mutate({ kind: 'article' })}>Find articles to go on with</Menu.Item>
          <Menu.Item onClick={() => ask.mutate({ kind: 'tags' })}>Propose tags for the contact</Menu.Item>
          <Menu.Divider />
          {REWRITES.map(([how, words]) => (
            <Menu.Item key={how} disabled={text.trim() === ''} onClick={() => rewrite(how)}>
              Make my text {words}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Stack>
  );
}

/** Grows as it is written; it is checked at its end, and cannot be used before. */
function Writing({ suggestion: { text } }: { readonly suggestion: Suggestion }) {
  return (
    <Paper withBorder p="xs" radius="md" component="section" aria-label="The AI writes">
      <Group gap="xs">
        <Loader size="xs" />
        <Text size="sm" c="dimmed">
          The AI is writing …
        </Text>
      </Group>
      {text !== null && (
        <Text size="sm" c="dimmed" style={{ whiteSpace: 'pre-wrap' }}>
          {text}
        </Text>
      )}
    </Paper>
  );
}

function What({ suggestion: { text, proposal } }: { readonly suggestion: Suggestion }) {
  if (text !== null)
    return (
      <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
        {text}
      </Text>
    );
  if (proposal !== null && 'tags' in proposal)
    return (
      <Group gap={4}>
        {proposal.tags.map(tag => (
          <Badge key={tag} size="sm" variant="outline">
            {tag}
          </Badge>
        ))}
      </Group>
    );
  if (proposal === null || !('articles' in proposal)) return null;
  return (
    <Stack gap={4} mah={220} style={{ overflowY: 'auto' }}>
      {proposal.articles.map(({ documentId, heading, text: words, url }) => (
        <div key={documentId}>
          <Text size="sm" fw={600}>
            {url !== null && /^https?:/.test(url) ? (
              <Anchor href={url} target="_blank" rel="noreferrer">
                {heading}
              </Anchor>
            ) : (
              heading
            )}
          </Text>
          <Text size="sm" c="dimmed" lineClamp={3}>
            {words}
          </Text>
        </div>
      ))}
    </Stack>
  );
}
