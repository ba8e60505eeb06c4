import { Button, CloseButton, Select, TextInput, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { languageChoices } from '../../lib/language-choices.ts';
import { languageName } from '../../lib/language-name.ts';
import type { Form } from '../../ui/index.ts';
import card from '../card.module.css';
import type { SurveyValues, TextValues } from './survey-values.ts';

const MOST_TEXTS = 20;
const NOTHING: Omit<TextValues, 'language'> = { question: '', button: '', thanks: '', comment: '' };

/** What contacts are told, in each language; the first one is for those who speak none of them. */
export function SurveyTexts({ form }: { readonly form: Form<SurveyValues> }) {
  const { t, i18n } = useTranslation('survey');
  const { texts } = form.values;
  const change = (place: number, part: Partial<TextValues>): void =>
    form.set({ texts: texts.map((text, at) => (at === place ? { ...text, ...part } : text)) });
  const free = languageChoices('', i18n.language).filter(({ value }) => !texts.some(each => each.language === value));
  const [next] = free;
  return (
    <>
      {texts.map((text, place) => {
        const name = languageName(text.language, i18n.language);
        const box = (field: 'question' | 'button' | 'thanks' | 'comment') => ({
          ...form.at(`texts.${place}.${field}`),
          label: t(`text.${field}`),
          description: t(`text.${field}Hint`),
          dir: 'auto' as const,
          value: text[field],
          onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
            change(place, { [field]: event.currentTarget.value }),
        });
        return (
          <section key={place} className={card['card']} aria-label={t('textIn', { language: name })}>
            <div className={card['row']}>
              <div className={card['head']}>
                <Select
                  {...form.at(`texts.${place}.language`)}
                  label={t('text.language')}
                  data={[{ value: text.language, label: name }, ...free.filter(each => each.value !== text.language)]}
                  searchable
                  allowDeselect={false}
                  value={text.language}
                  onChange={language => change(place, { language: language ?? text.language })}
                />
                {texts.length > 1 && (
                  <CloseButton
                    aria-label={t('remove', { language: name })}
                    onClick={() => form.set({ texts: texts.filter((_, at) => at !== place) })}
                  />
                )}
              </div>
              <Textarea required autosize minRows={2} {...box('question')} />
              <TextInput required maxLength={20} {...box('button')} />
              <Textarea autosize {...box('thanks')} />
              <Textarea autosize {...box('comment')} />
            </div>
          </section>
        );
      })}
      {next !== undefined && texts.length < MOST_TEXTS && (
        <Button
          variant="default"
          className={card['more'] ?? ''}
          onClick={() => form.set({ texts: [...texts, { ...NOTHING, language: next.value }] })}
        >
          {t('add')}
        </Button>
      )}
    </>
  );
}
