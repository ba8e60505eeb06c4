import type { Survey, Template } from '../../lib/api/index.ts';

export const CLOSINGS = ['agent', 'administrator', 'wrap_up_ended', 'idle'] as const;

/** What a contact is told in one language, as fields hold it. */
export interface TextValues {
  readonly language: string;
  readonly question: string;
  readonly button: string;
  readonly thanks: string;
  readonly comment: string;
}

export interface SurveyValues {
  readonly enabled: boolean;
  readonly waitMinutes: number | '';
  readonly closings: readonly string[];
  /** Empty: all of them. */
  readonly queueIds: readonly string[];
  readonly dispositionIds: readonly string[];
  readonly onlyAnswered: boolean;
  readonly quietDays: number | '';
  readonly commentMinutes: number | '';
  readonly texts: readonly TextValues[];
  readonly templateName: string | null;
}

/** @param suggested what is proposed where nobody has written a text yet. */
export const valuesOf = (saved: Survey, suggested: TextValues): SurveyValues => ({
  ...saved,
  queueIds: saved.queueIds ?? [],
  dispositionIds: saved.dispositionIds ?? [],
  texts:
    saved.texts.length === 0
      ? [suggested]
      : saved.texts.map(text => ({ ...text, thanks: text.thanks ?? '', comment: text.comment ?? '' })),
});

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
const someOf = (ids: readonly string[]): readonly string[] | null => (ids.length === 0 ? null : ids);

/** The body of the request: not checked yet. */
export const bodyOf = ({ queueIds, dispositionIds, texts, ...values }: SurveyValues): unknown => ({
  ...values,
  queueIds: someOf(queueIds),
  dispositionIds: someOf(dispositionIds),
  texts: texts.map(({ thanks, comment, ...text }) => ({ ...text, thanks: orNull(thanks), comment: orNull(comment) })),
});

const RATINGS = 5;

/** Names of the templates by which can be asked: with five quick-reply buttons and nothing to be filled in. */
export function fitTemplates(templates: readonly Template[], chosen: string | null): string[] {
  const fit = templates.filter(({ components, parameters }) => {
    const buttons = components.flatMap(each => (Array.isArray(each['buttons']) ? (each['buttons'] as unknown[]) : []));
    const replies = buttons.filter(each => (each as { type?: unknown }).type === 'QUICK_REPLY');
    return replies.length === RATINGS && !parameters.some(({ required }) => required);
  });
  return [...new Set([...fit.map(({ name }) => name), ...(chosen === null ? [] : [chosen])])].sort();
}
