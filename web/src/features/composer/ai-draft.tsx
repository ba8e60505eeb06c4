import { useState } from 'react';
import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconSparkles } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Message, Suggestion } from '../../lib/api/index.ts';
import { useAiReason } from '../../lib/ai-reasons.ts';
import { contactQueries } from '../../lib/contacts.ts';
import { languageChoices } from '../../lib/language-choices.ts';
import { useShortcut } from '../../lib/hotkeys/shortcuts.ts';
import type { Used } from '../../lib/outbox/index.ts';
import { ErrorNote } from '../../ui/index.ts';
import { AiCard, Writing } from './ai-card.tsx';
import { isOutdated, shownOf } from './shown-suggestion.ts';
import type { Decided } from './use-suggestions.ts';
import { useSuggestions } from './use-suggestions.ts';
import classes from './composer.module.css';

const REWRITES = ['shorter', 'friendlier', 'formal'] as const;
type How = (typeof REWRITES)[number] | 'translate';
const PROPOSALS = ['reply', 'summary', 'article', 'tags'] as const;

interface Props {
  readonly conversationId: string;
  /** Newest first; undefined: they are not shown yet. */
  readonly messages: readonly Message[] | undefined;
  readonly contactId: string;
  /** What stands in the reply now. */
  readonly text: string;
  /** Whether the words of a suggestion are in the reply, or were sent. */
  readonly isUsed: (suggestionId: string) => boolean;
  /** With the text that it is another wording of; null: it is none, or of what is not known any more. */
  readonly onUse: (used: Used, rewritten: string | null) => void;
}

const isText = (shown: Suggestion | null): boolean => shown?.kind === 'reply' || shown?.kind === 'rewrite';

/** What the AI drafts and proposes: taken over, or not. Nothing of it is sent by itself. */
export function AiDraft({ conversationId, contactId, messages, text, isUsed, onUse }: Props) {
  const { t } = useTranslation('drafting');
  const { items, ask, decide } = useSuggestions(conversationId);
  const reasonOf = useAiReason();
  const [rewritten, setRewritten] = useState<Readonly<Record<string, string>>>({});
  const rewrite = (how: How, language?: string): void =>
    ask.mutate(
      { kind: 'rewrite', how, text, ...(language === undefined ? {} : { language }) },
      { onSuccess: ({ id }) => setRewritten(before => ({ ...before, [id]: text })) },
    );
  const shown = shownOf(items, messages, isUsed);
  const error = ask.error ?? decide.error;
  const isOld = shown !== null && isOutdated(shown, messages);
  const isOpen = shown?.state === 'open' || isOld;
  const use = (): void => {
    if (shown !== null) onUse({ id: shown.id, text: shown.text ?? '' }, rewritten[shown.id] ?? null);
  };
  const settle = (decided: Decided): void => {
    if (shown !== null) decide.mutate({ id: shown.id, ...decided });
  };
  useShortcut({ id: 'conversation.useDraft', run: use, enabled: isOpen && !isOld && isText(shown) });
  useShortcut({ id: 'conversation.dismissDraft', run: () => settle({ state: 'dismissed' }), enabled: isOpen });
  return (
    <div className={classes['ai']}>
      {shown?.state === 'working' && <Writing text={shown.text} />}
      {shown?.state === 'failed' && (
        <p className={classes['hint']} role="status">
          {t('nothing', { reason: reasonOf(shown.error) })}
        </p>
      )}
      {shown !== null && isOpen && (
        <AiCard
          suggestion={shown}
          isOutdated={isOld}
          isBusy={decide.isPending || ask.isPending}
          onUse={use}
          onAnew={() => ask.mutate({ kind: 'reply' })}
          onDecide={settle}
        />
      )}
      {error !== null && <ErrorNote error={error} />}
      <AskMenu
        contactId={contactId}
        canRewrite={text.trim() !== ''}
        isBusy={ask.isPending}
        onAsk={kind => ask.mutate({ kind })}
        onRewrite={rewrite}
      />
    </div>
  );
}

interface AskProps {
  readonly contactId: string;
  readonly canRewrite: boolean;
  readonly isBusy: boolean;
  readonly onAsk: (kind: (typeof PROPOSALS)[number]) => void;
  readonly onRewrite: (how: How, language?: string) => void;
}

/** What the AI can be asked for. */
function AskMenu({ contactId, canRewrite, isBusy, onAsk, onRewrite }: AskProps) {
  const { t, i18n } = useTranslation('drafting');
  // The first to translate into.
  const language = useQuery(contactQueries.one(contactId)).data?.language ?? '';
  const known = languageChoices(language, i18n.language);
  const choices = [
    ...known.filter(({ value }) => value === language),
    ...known.filter(({ value }) => value !== language),
  ];
  return (
    <Menu position="top-start">
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          color="ai"
          leftSection={<IconSparkles size={14} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          loading={isBusy}
        >
          {t('ask')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {PROPOSALS.map(kind => (
          <Menu.Item key={kind} onClick={() => onAsk(kind)}>
            {t(`askFor.${kind}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {REWRITES.map(how => (
          <Menu.Item key={how} disabled={!canRewrite} onClick={() => onRewrite(how)}>
            {t(`rewrite.${how}`)}
          </Menu.Item>
        ))}
        <Menu.Sub>
          <Menu.Sub.Target>
            <Menu.Sub.Item disabled={!canRewrite}>{t('rewrite.translate')}</Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown className={classes['languages'] ?? ''}>
            {choices.map(({ value, label }) => (
              <Menu.Item key={value} onClick={() => onRewrite('translate', value)}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Sub.Dropdown>
        </Menu.Sub>
      </Menu.Dropdown>
    </Menu>
  );
}
