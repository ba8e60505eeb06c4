import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useKept } from '../../lib/kept.ts';
import { inNumber } from '../../lib/time.ts';
import { ErrorNote } from '../../ui/index.ts';
import { findPassages } from './queries.ts';
import classes from './knowledge.module.css';

/** What would be found for a question, and how sure the AI would be. */
export function TrySearch() {
  const { t } = useTranslation('knowledge');
  const [text, setText] = useKept('knowledge-question', '');
  const find = useMutation({ mutationFn: findPassages });
  return (
    <div className={classes['stack']}>
      <p className={classes['hint']}>{t('try.about')}</p>
      <form
        className={classes['stack']}
        onSubmit={event => {
          event.preventDefault();
          if (text.trim() !== '') find.mutate(text);
        }}
      >
        <TextInput
          label={t('try.question')}
          dir="auto"
          value={text}
          onChange={event => setText(event.currentTarget.value)}
        />
        <Button type="submit" fullWidth loading={find.isPending}>
          {t('try.find')}
        </Button>
      </form>
      {find.error !== null && <ErrorNote error={find.error} />}
      {find.data !== undefined && (
        <div className={classes['found']}>
          <p className={classes['strong']} role="status">
            {find.data.items.length === 0
              ? t('try.nothing')
              : t('try.evidence', { part: inNumber(find.data.evidence, { style: 'percent' }) })}
          </p>
          {find.data.items.map(({ passageId, heading, text: words }) => (
            <div key={passageId} dir="auto">
              <strong>{heading}</strong>
              <p className={classes['passage']}>{words}</p>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
