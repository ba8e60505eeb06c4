import { Button } from '@mantine/core';
import { IconBook2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeDocument } from '../../lib/api/index.ts';
import { useAsked } from '../../lib/use-asked.ts';
import { Confirm, EmptyState, ErrorNote, ErrorState, SkeletonList, StatusChip } from '../../ui/index.ts';
import { languageName } from '../../lib/language-name.ts';
import { useArticles, usePublishing } from './use-articles.ts';
import type { Publishing } from './use-articles.ts';
import classes from './knowledge.module.css';

const MEANINGS = {
  published: 'ok',
  draft: 'quiet',
  waiting: 'warn',
  declined: 'bad',
  unpublished: 'quiet',
  superseded: 'quiet',
} as const;
/** States of the newest version in which it can be published, or agreed to. */
const TO_PUBLISH: readonly KnowledgeDocument['state'][] = ['draft', 'waiting', 'unpublished', 'declined'];

/** All articles, whichever way they came here, and whether they are found. */
export function ArticleList({
  onEdit,
  onPublish,
}: {
  readonly onEdit: (id: string) => void;
  readonly onPublish: (publishing: Publishing) => void;
}) {
  const { t } = useTranslation('knowledge');
  const articles = useArticles();
  const takeBack = usePublishing();
  const taking = useAsked<KnowledgeDocument>();
  const items = articles.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <section className={classes['section']} aria-labelledby="articles">
      <h2 id="articles" className={classes['heading']}>
        {t('articles')}
      </h2>
      {articles.isPending && <SkeletonList withPicture={false} />}
      {articles.data === undefined && articles.error !== null && (
        <ErrorState what={t('theArticles')} error={articles.error} onRetry={() => void articles.refetch()} />
      )}
      {articles.data !== undefined && items.length === 0 && (
        <EmptyState title={t('empty')} icon={IconBook2}>
          {t('onlyPublished')}
        </EmptyState>
      )}
      {items.length > 0 && (
        <ul className={classes['card']}>
          {items.map(article => (
            <Row
              key={article.id}
              article={article}
              onEdit={() => onEdit(article.id)}
              onPublish={() => onPublish({ id: article.id, version: article.lastVersion })}
              onTakeBack={() => {
                takeBack.reset();
                taking.ask(article);
              }}
            />
          ))}
        </ul>
      )}
      {articles.isFetchNextPageError && <ErrorNote error={articles.error} />}
      {articles.hasNextPage && (
        <Button
          variant="default"
          className={classes['more'] ?? ''}
          loading={articles.isFetchingNextPage}
          onClick={() => void articles.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
      <Confirm
        opened={taking.isOpen}
        title={t('unpublishTitle', { title: taking.about?.title ?? '' })}
        confirm={t('unpublish')}
        destructive
        isPending={takeBack.isPending}
        error={takeBack.error}
        onClose={taking.close}
        onConfirm={() => {
          if (taking.about === null) return;
          takeBack.mutate({ id: taking.about.id, version: null }, { onSuccess: taking.close });
        }}
      >
        {t('unpublishText')}
      </Confirm>
    </section>
  );
}

function Row({
  article,
  onEdit,
  onPublish,
  onTakeBack,
}: {
  readonly article: KnowledgeDocument;
  readonly onEdit: () => void;
  readonly onPublish: () => void;
  readonly onTakeBack: () => void;
}) {
  const { t, i18n } = useTranslation('knowledge');
  const { title, language, audience, state, publishedVersion } = article;
  return (
    <li className={classes['row']} aria-label={t('article', { title })}>
      <div className={classes['grow']}>
        <span className={classes['strong']} dir="auto">
          {title}
        </span>
        <div className={classes['hint']}>
          {languageName(language, i18n.language)}
          {audience === 'internal' && <> · {t('agentsOnly')}</>}
        </div>
      </div>
      <StatusChip meaning={MEANINGS[state]}>
        {state === 'draft' && publishedVersion !== null ? t('newerDraft') : t(`state.${state}`)}
      </StatusChip>
      <div className={classes['buttons']}>
        {TO_PUBLISH.includes(state) && (
          <Button size="compact-sm" variant="light" onClick={onPublish}>
            {state === 'waiting' ? t('approve') : t('publish')}
          </Button>
        )}
        <Button size="compact-sm" variant="default" onClick={onEdit}>
          {t('edit')}
        </Button>
        {publishedVersion !== null && (
          <Button size="compact-sm" variant="subtle" color="bad" onClick={onTakeBack}>
            {t('unpublish')}
          </Button>
        )}
      </div>
    </li>
  );
}
