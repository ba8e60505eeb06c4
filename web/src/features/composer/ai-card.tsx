import { Suspense, lazy, useState } from 'react';
import { Anchor, Button, CloseButton, Group, Loader, Menu } from '@mantine/core';
import { IconRefresh, IconSparkles } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Suggestion } from '../../lib/api/index.ts';
import { StatusChip } from '../../ui/index.ts';
import type { Decided } from './use-suggestions.ts';
import { DISMISSALS } from './use-suggestions.ts';
import classes from './composer.module.css';

/** Loaded when a source is looked at. */
const SourceDrawer = lazy(() => import('./source-drawer.tsx').then(module => ({ default: module.SourceDrawer })));

interface CardProps {
  readonly suggestion: Suggestion;
  /** The customer has written since: another one is to be asked for. */
  readonly isOutdated: boolean;
  readonly isBusy: boolean;
  readonly onUse: () => void;
  readonly onAnew: () => void;
  readonly onDecide: (decided: Decided) => void;
}

/** What the AI proposes, with what it rests on and what can be done with it. */
export function AiCard({ suggestion, isOutdated, isBusy, onUse, onAnew, onDecide }: CardProps) {
  const { t } = useTranslation('drafting');
  const { kind, demo, citations } = suggestion;
  return (
    <section className={classes['aiCard']} aria-label={t('card')}>
      <header className={classes['aiHead']}>
        <IconSparkles size={16} aria-hidden />
        <strong>{t(`title.${kind}`)}</strong>
        <span role="status">{isOutdated && <StatusChip meaning="warn">{t('outdated')}</StatusChip>}</span>
        {demo && <StatusChip meaning="warn">{t('demo')}</StatusChip>}
        <CloseButton
          className={classes['dismiss'] ?? ''}
          size="md"
          aria-label={t('dismiss')}
          onClick={() => onDecide({ state: 'dismissed' })}
        />
      </header>
      <What suggestion={suggestion} />
      {citations.length > 0 && <Sources citations={citations} />}
      <Group gap={6}>
        {(kind === 'reply' || kind === 'rewrite') && (
          <Button size="compact-sm" variant="filled" color="ai" disabled={isOutdated} onClick={onUse}>
            {t('use')}
          </Button>
        )}
        {isOutdated && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            loading={isBusy}
            onClick={onAnew}
          >
            {t('anew')}
          </Button>
        )}
        {kind === 'tags' && (
          <Button
            size="compact-sm"
            variant="filled"
            color="ai"
            loading={isBusy}
            onClick={() => onDecide({ state: 'accepted' })}
          >
            {t('addTags')}
          </Button>
        )}
        <Menu position="top-start">
          <Menu.Target>
            <Button size="compact-sm" variant="subtle" color="quiet">
              {t('because.ask')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {DISMISSALS.map(reason => (
              <Menu.Item key={reason} onClick={() => onDecide({ state: 'dismissed', reason })}>
                {t(`because.${reason}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Group>
    </section>
  );
}

/** What a draft rests on: each opens as it is written in the knowledge. */
function Sources({ citations }: Pick<Suggestion, 'citations'>) {
  const { t } = useTranslation('drafting');
  const [opened, setOpened] = useState<Suggestion['citations'][number] | null>(null);
  return (
    <div className={classes['sources']} role="group" aria-label={t('sources')}>
      {citations.map((citation, place) => (
        <Button
          key={citation.passageId}
          size="compact-xs"
          variant="subtle"
          color="ai"
          dir="auto"
          onClick={() => setOpened(citation)}
        >
          {t('source', { number: place + 1, heading: citation.heading })}
        </Button>
      ))}
      {opened !== null && (
        <Suspense fallback={<Loader size="xs" />}>
          <SourceDrawer citation={opened} onClose={() => setOpened(null)} />
        </Suspense>
      )}
    </div>
  );
}

/** Grows as it is written; it is checked at its end, and cannot be used before. */
export function Writing({ text }: { readonly text: string | null }) {
  const { t } = useTranslation('drafting');
  return (
    <section className={classes['aiCard']} aria-label={t('writing')} aria-busy>
      <header className={classes['aiHead']}>
        <Loader size="xs" />
        <span>{t('writing')}</span>
      </header>
      {text !== null && (
        <p className={classes['words']} dir="auto">
          {text}
        </p>
      )}
    </section>
  );
}

function What({ suggestion: { text, proposal } }: { readonly suggestion: Suggestion }) {
  if (text !== null)
    return (
      <p className={classes['words']} dir="auto">
        {text}
      </p>
    );
  if (proposal !== null && 'tags' in proposal)
    return (
      <Group gap={4}>
        {proposal.tags.map(tag => (
          <StatusChip key={tag} meaning="quiet">
            {tag}
          </StatusChip>
        ))}
      </Group>
    );
  if (proposal === null || !('articles' in proposal)) return null;
  return (
    <ul className={classes['articles']}>
      {proposal.articles.map(({ documentId, heading, text: words, url }) => (
        <li key={documentId} dir="auto">
          <strong>
            {url !== null && /^https?:/.test(url) ? (
              <Anchor href={url} target="_blank" rel="noreferrer">
                {heading}
              </Anchor>
            ) : (
              heading
            )}
          </strong>
          <p>{words}</p>
        </li>
      ))}
    </ul>
  );
}
