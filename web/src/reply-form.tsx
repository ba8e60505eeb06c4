import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Alert, Button, FileButton, Group, Pill, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Conversation, Me, Message } from './api.ts';
import { api, uploadFile } from './api.ts';
import { Draft as AiDraft } from './draft.tsx';
import { kindWords } from './kind-words.ts';
import { limitOf, newestOf, sendWritten } from './sending.ts';
import type { Suggestion } from './suggestions.ts';
import { TemplateForm } from './template-form.tsx';
import { useDraft } from './use-draft.ts';
import { WrittenTwice } from './written-twice.tsx';

/** The customer sees it for 25 seconds. */
const TYPING_MS = 20_000;
/** What browsers say of a key that an input method takes (UI Events, 8.3: legacy keyCode). */
const COMPOSING_KEY = 229;
const NEXT_WORDS = { again: 'Try again', anyway: 'Send it anyway', other: 'Send as another message' } as const;

/** Whether Enter ends what is written, and not only the choice of a character (Chinese, Japanese, Korean …). */
function isEnter(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing && event.keyCode !== COMPOSING_KEY; // eslint-disable-line @typescript-eslint/no-deprecated -- Safari ends the composition before the key, and tells by it alone
}

/**
 * Text, a file, or a template; while the customer-service window is closed only a template.
 * @param messages the newest first.
 */
export function ReplyForm({
  conversation,
  me,
  messages,
}: {
  readonly conversation: Conversation;
  readonly me: Me;
  readonly messages: readonly Message[] | undefined;
}) {
  const queries = useQueryClient();
  const [draft, { text, quotes, file, outgoing, problem, notice, theirs }] = useDraft(me.id, conversation.id, 'reply');
  const [choosing, setChoosing] = useState(false);
  const told = useRef(0);
  const upload = useMutation({ mutationFn: uploadFile, onSuccess: brought => draft.attach(brought) });
  const send = (anyway = false): void => {
    if (tooMany > 0) return;
    told.current = 0;
    void sendWritten(conversation.id, draft, newestOf(messages), anyway).finally(() => queries.invalidateQueries());
  };
  const goOn = (): void => {
    if (problem?.next === 'other') draft.renewKey();
    send(problem?.next === 'anyway');
  };
  const write = (words: string): void => {
    draft.write(words);
    // WhatsApp marks the last message as read with it: who only looks at a conversation does not.
    if (words === '' || conversation.agentId !== me.id || Date.now() < told.current + TYPING_MS) return;
    told.current = Date.now();
    void api('POST', `/conversations/${conversation.id}/typing`, {}).catch(() => undefined);
  };
  const use = (suggestion: Suggestion, rewritten: string | null): void => {
    draft.used = { id: suggestion.id, text: suggestion.text ?? '' };
    // The same words put better take their place; anything else comes beside what is written.
    if (rewritten !== null && rewritten === text) draft.write(suggestion.text ?? '');
    else draft.insert(suggestion.text ?? '');
  };
  const canWrite = conversation.window.open && !conversation.number.sendingPaused;
  const empty = text.trim() === '' && file === null;
  const tooMany = Math.max(0, text.length - limitOf(file));
  const quoted = quotes === null ? null : messages?.find(each => each.id === quotes);
  return (
    <>
      {upload.error !== null && (
        <Alert color="red" role="alert" mx="md" withCloseButton onClose={() => upload.reset()}>
          {upload.error.message}
        </Alert>
      )}
      {notice !== null && (
        <Alert
          color="blue"
          role="status"
          mx="md"
          withCloseButton
          closeButtonLabel="Dismiss"
          onClose={() => draft.dismissNotice()}
        >
          {notice}
        </Alert>
      )}
      {theirs !== null && <WrittenTwice draft={draft} theirs={theirs} />}
      {(choosing || !conversation.window.open) && (
        <TemplateForm conversation={conversation} onSent={() => setChoosing(false)} />
      )}
      {conversation.window.open && conversation.ai !== null && (
        <AiDraft conversationId={conversation.id} text={text} onUse={use} />
      )}
      {outgoing !== null && (
        <Text size="sm" c="dimmed" px="md" role="status" lineClamp={2}>
          Sending: {outgoing.text === '' ? (outgoing.file?.fileName ?? outgoing.file?.type) : outgoing.text}
        </Text>
      )}
      {problem !== null && (
        <Alert color="red" role="alert" mx="md">
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">{problem.message}</Text>
            <Button size="compact-sm" variant="default" disabled={outgoing !== null} onClick={goOn}>
              {NEXT_WORDS[problem.next]}
            </Button>
          </Group>
        </Alert>
      )}
      {!conversation.window.open && !empty && (
        <Kept
          text={text}
          onDiscard={() => draft.throwAway()}
          why="What you wrote is kept; it can be sent when the customer writes again."
        />
      )}
      {conversation.window.open && (
        <Stack
          p="md"
          gap="xs"
          component="form"
          onSubmit={event => {
            event.preventDefault();
            if (!empty) send();
          }}
        >
          <Group gap="xs">
            {file !== null && (
              <Pill
                withRemoveButton
                onRemove={() => draft.attach(null)}
                removeButtonProps={{ 'aria-label': 'Remove the file' }}
              >
                {file.fileName ?? file.type}
              </Pill>
            )}
            {quotes !== null && (
              <Pill
                withRemoveButton
                onRemove={() => draft.quote(null)}
                removeButtonProps={{ 'aria-label': 'Remove the quote' }}
              >{`Replies to: ${quoted?.words ?? kindWords(quoted?.type ?? 'message')}`}</Pill>
            )}
          </Group>
          <Group align="flex-end">
            <Button variant="default" aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>
              {choosing ? 'No template' : 'Template'}
            </Button>
            <FileButton
              onChange={chosen => {
                if (chosen !== null) upload.mutate(chosen);
              }}
            >
              {props => (
                <Button {...props} variant="default" loading={upload.isPending} disabled={!canWrite}>
                  Attach
                </Button>
              )}
            </FileButton>
            <Textarea
              style={{ flex: 1 }}
              autosize
              minRows={1}
              maxRows={6}
              aria-label="Reply"
              placeholder={file === null ? 'Write a reply' : 'Add words to the file'}
              disabled={!canWrite}
              value={text}
              error={tooMany === 0 ? null : `${tooMany} characters too many for WhatsApp`}
              onChange={event => write(event.currentTarget.value)}
              onKeyDown={event => {
                if (isEnter(event)) {
                  event.preventDefault();
                  event.currentTarget.form?.requestSubmit();
                }
              }}
            />
            <Button
              type="submit"
              loading={outgoing !== null}
              disabled={!canWrite || empty || tooMany > 0 || theirs !== null}
            >
              Send
            </Button>
          </Group>
        </Stack>
      )}
    </>
  );
}

/** What somebody wrote and cannot send here now: it is theirs until they throw it away. */
function Kept({
  text,
  why,
  onDiscard,
}: {
  readonly text: string;
  readonly why: string;
  readonly onDiscard: () => void;
}) {
  return (
    <Alert color="yellow" role="status" m="md" title={why}>
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', userSelect: 'text' }}>
        {text}
      </Text>
      <Group gap="xs" mt="xs">
        <Button size="compact-sm" variant="default" onClick={() => void navigator.clipboard.writeText(text)}>
          Copy
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={onDiscard}>
          Discard
        </Button>
      </Group>
    </Alert>
  );
}

/** The same of somebody who may not answer this conversation now. */
export function LeftOver({ conversationId, me }: { readonly conversationId: string; readonly me: Me }) {
  const [draft, { text, file }] = useDraft(me.id, conversationId, 'reply');
  if (text.trim() === '' && file === null) return null;
  return (
    <Kept
      text={text === '' ? (file?.fileName ?? file?.type ?? '') : text}
      why="You wrote this and have not sent it. Now the conversation is not yours to answer."
      onDiscard={() => draft.throwAway()}
    />
  );
}
