import { useRef, useState } from 'react';
import { Alert, Button, FileButton, Group, Pill, Stack, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Conversation, Upload } from './api.ts';
import { api, uploadFile } from './api.ts';
import { Draft, lettersChanged } from './draft.tsx';
import type { Suggestion } from './suggestions.ts';
import { TemplateForm } from './template-form.tsx';

/** The customer sees it for 25 seconds. */
const TYPING_MS = 20_000;
const TAKES_CAPTION = new Set(['image', 'video', 'document']);

/** A file's words are its caption where it can have one, and a message of their own otherwise. */
function messagesOf(text: string, file: Upload | null): object[] {
  const words = text.trim() === '' ? [] : [{ text: { body: text } }];
  if (file === null) return words;
  const captioned = words.length > 0 && TAKES_CAPTION.has(file.type);
  return [{ type: file.type, [file.type]: { uploadId: file.id, ...(captioned ? { caption: text } : {}) } }, ...(captioned ? [] : words)];
}

/** Text, a file, or a template; while the customer-service window is closed only a template. */
export function ReplyForm({ conversation }: { readonly conversation: Conversation }) {
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const [file, setFile] = useState<Upload | null>(null);
  const [choosing, setChoosing] = useState(false);
  const [used, setUsed] = useState<Suggestion | null>(null);
  const told = useRef(0);
  const upload = useMutation({ mutationFn: uploadFile, onSuccess: setFile });
  const reply = useMutation({
    mutationFn: async (key: string) => {
      for (const [at, message] of messagesOf(text, file).entries()) await api('POST', `/conversations/${conversation.id}/messages`, message, { 'idempotency-key': `${key}-${at}` });
    },
    onSuccess: () => {
      // What became of a draft is known only now.
      if (used !== null) {
        const distance = lettersChanged(used.text ?? '', text);
        void api('POST', `/conversations/${conversation.id}/suggestions/${used.id}/decide`, distance === 0 ? { state: 'accepted' } : { state: 'edited', distance }).catch(() => undefined);
      }
      setText(''); setFile(null); setUsed(null); told.current = 0;
    }, onSettled: () => queries.invalidateQueries(),
  });
  const write = (words: string): void => {
    setText(words);
    if (words === '' || Date.now() < told.current + TYPING_MS) return;
    told.current = Date.now();
    void api('POST', `/conversations/${conversation.id}/typing`, {}).catch(() => undefined);
  };
  const canWrite = conversation.window.open && !conversation.number.sendingPaused;
  const problem = reply.error ?? upload.error;
  const empty = text.trim() === '' && file === null;
  return (
    <>
      {problem !== null && <Alert color="red" role="alert" mx="md" withCloseButton onClose={() => { reply.reset(); upload.reset(); }}>{problem.message}</Alert>}
      {(choosing || !conversation.window.open) && <TemplateForm conversation={conversation} onSent={() => setChoosing(false)} />}
      {conversation.window.open && conversation.ai !== null && <Draft conversationId={conversation.id} text={text} onUse={suggestion => { setUsed(suggestion); setText(suggestion.text ?? ''); }} />}
      {conversation.window.open && (
        <Stack p="md" gap="xs" component="form" onSubmit={event => { event.preventDefault(); if (!empty) reply.mutate(crypto.randomUUID()); }}>
          {file !== null && <Group><Pill withRemoveButton onRemove={() => setFile(null)} removeButtonProps={{ 'aria-label': 'Remove the file' }}>{file.fileName ?? file.type}</Pill></Group>}
          <Group align="flex-end">
            <Button variant="default" aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>{choosing ? 'No template' : 'Template'}</Button>
            <FileButton onChange={chosen => { if (chosen !== null) upload.mutate(chosen); }}>{props => <Button {...props} variant="default" loading={upload.isPending} disabled={!canWrite}>Attach</Button>}</FileButton>
            <Textarea style={{ flex: 1 }} autosize minRows={1} maxRows={6} maxLength={file !== null && TAKES_CAPTION.has(file.type) ? 1024 : 4096} aria-label="Reply" placeholder={file === null ? 'Write a reply' : 'Add words to the file'} disabled={!canWrite} value={text} onChange={event => write(event.currentTarget.value)}
              onKeyDown={event => { if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); event.currentTarget.form?.requestSubmit(); } }} />
            <Button type="submit" loading={reply.isPending} disabled={!canWrite || empty}>Send</Button>
          </Group>
        </Stack>
      )}
    </>
  );
}
