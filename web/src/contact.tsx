import { useState } from 'react';
import { Badge, Button, Group, Popover, Stack, Switch, TagsInput, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Conversation } from './api.ts';
import { api } from './api.ts';
import { Loaded } from './failures.tsx';
import { useKept } from './kept.ts';

interface Facts {
  readonly vip: boolean;
  readonly trainingConsent: boolean;
  readonly restricted: boolean;
  readonly tags: readonly string[];
  readonly language: string | null;
}

/** What is known about the contact: what lists show of it, and a form for the rest. */
export function ContactFacts({ contact }: { readonly contact: Conversation['contact'] }) {
  const [open, setOpen] = useState(false);
  return (
    <Group gap={6}>
      <Text size="sm" c="dimmed">
        {contact.waId === null ? '' : `+${contact.waId}`}
      </Text>
      {contact.vip && (
        <Badge size="sm" color="yellow">
          VIP
        </Badge>
      )}
      {contact.tags.map(tag => (
        <Badge key={tag} size="sm" variant="outline" color="gray">
          {tag}
        </Badge>
      ))}
      <Popover opened={open} onChange={setOpen} position="bottom-start" width={280} trapFocus>
        <Popover.Target>
          <Button size="compact-xs" variant="subtle" onClick={() => setOpen(!open)}>
            About the contact
          </Button>
        </Popover.Target>
        <Popover.Dropdown>{open && <Form contactId={contact.id} onDone={() => setOpen(false)} />}</Popover.Dropdown>
      </Popover>
    </Group>
  );
}

function Form({ contactId, onDone }: { readonly contactId: string; readonly onDone: () => void }) {
  const queries = useQueryClient();
  const known = useQuery({
    queryKey: ['contact', contactId],
    queryFn: () => api<Facts>('GET', `/contacts/${contactId}`),
  });
  const [changed, setChanged, , forget] = useKept<Partial<Facts>>(`contact:${contactId}`, {});
  const save = useMutation({
    mutationFn: () => api('PUT', `/contacts/${contactId}`, changed),
    onSuccess: async () => {
      forget();
      await queries.invalidateQueries();
      onDone();
    },
  });
  if (known.data === undefined)
    return (
      <Loaded query={known} what="What is known">
        {() => null}
      </Loaded>
    );
  const facts = { ...known.data, ...changed };
  return (
    <Stack gap="xs">
      <Switch
        label="VIP"
        checked={facts.vip}
        onChange={event => setChanged({ ...changed, vip: event.currentTarget.checked })}
      />
      <TagsInput
        label="Tags"
        value={[...facts.tags]}
        maxTags={50}
        onChange={tags => setChanged({ ...changed, tags })}
        comboboxProps={{ withinPortal: false }}
      />
      <TextInput
        label="Language"
        description="Two letters, such as de"
        maxLength={2}
        value={facts.language ?? ''}
        onChange={event =>
          setChanged({
            ...changed,
            language: event.currentTarget.value === '' ? null : event.currentTarget.value.toLowerCase(),
          })
        }
      />
      <Switch
        label="Agreed to training"
        description="What it wrote may be used to train a model."
        checked={facts.trainingConsent}
        onChange={event => setChanged({ ...changed, trainingConsent: event.currentTarget.checked })}
      />
      <Switch
        label="Processing restricted"
        description="Left out of whatever is not the talk itself."
        checked={facts.restricted}
        onChange={event => setChanged({ ...changed, restricted: event.currentTarget.checked })}
      />
      {save.error !== null && (
        <Text size="sm" c="red">
          {save.error.message}
        </Text>
      )}
      <Button
        size="xs"
        loading={save.isPending}
        disabled={Object.keys(changed).length === 0}
        onClick={() => save.mutate()}
      >
        Save
      </Button>
    </Stack>
  );
}
