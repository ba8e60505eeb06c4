import { Anchor, Drawer, Loader } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Suggestion } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { ErrorState } from '../../ui/index.ts';
import { useEscape } from '../../ui/use-escape.ts';
import { citedSection } from './cited-section.ts';
import classes from './composer.module.css';

/** An article may be changed by administrators meanwhile: it is read again when it is opened. */
const sourceQuery = (id: string) =>
  queryOptions({
    queryKey: ['source', id] as const,
    queryFn: ({ signal }) =>
      answerOf(client.GET('/api/v1/knowledge/documents/{id}', { params: { path: { id } }, signal })),
  });

/** What the AI cites, as it stands in the knowledge: the whole article, with the section that was cited in view. */
export function SourceDrawer({
  citation: { documentId, heading },
  onClose,
}: {
  readonly citation: Suggestion['citations'][number];
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('drafting');
  const source = useQuery(sourceQuery(documentId));
  useEscape(true, onClose);
  const { data, error } = source;
  // What is found is what was published; of what was taken back since, the last version.
  const body = (data?.versions.find(({ version }) => version === data.publishedVersion) ?? data?.versions[0])?.body;
  const url = data?.url ?? null;
  return (
    <Drawer
      opened
      onClose={onClose}
      closeOnEscape={false}
      lockScroll={false}
      position="right"
      title={<bdi>{heading}</bdi>}
      closeButtonProps={{ 'aria-label': t('closeSource') }}
    >
      {url !== null && /^https?:/.test(url) && (
        <Anchor href={url} target="_blank" rel="noreferrer">
          {t('openPage')}
        </Anchor>
      )}
      {body !== undefined && <Article body={body} heading={heading} />}
      {source.isPending && <Loader size="sm" />}
      {data === undefined && error !== null && (
        <ErrorState error={error} what={t('theSource')} onRetry={() => void source.refetch()} />
      )}
    </Drawer>
  );
}

const bringIntoView = (element: HTMLElement | null): void => element?.scrollIntoView();

function Article({ body, heading }: { readonly body: string; readonly heading: string }) {
  const [before, cited, after] = citedSection(body, heading);
  return (
    <article dir="auto" className={classes['source']}>
      {before !== '' && <p className={classes['words']}>{before}</p>}
      {cited !== '' && (
        <p ref={bringIntoView} className={classes['words']} data-cited>
          {cited}
        </p>
      )}
      {after !== '' && <p className={classes['words']}>{after}</p>}
    </article>
  );
}
