import type { ComponentType } from 'react';
import { Suspense, lazy } from 'react';
import type { Icon } from '@tabler/icons-react';
import { IconBan, IconHandClick, IconInfoCircle, IconPuzzleOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../../lib/api/index.ts';
import { useKindName } from '../../../lib/kind-names.ts';
import { laterOf } from '../folded.ts';
import { textIn, wordsOf } from '../message-words.ts';
import { fieldsOf, listOf, textOf } from './fields.ts';
import classes from './kinds.module.css';

/** What is not in every thread is loaded when it is; until then its words stand there. */
const Place = lazy(() => import('../when-needed.ts').then(module => ({ default: module.Place })));
const Cards = lazy(() => import('../when-needed.ts').then(module => ({ default: module.Cards })));
const Order = lazy(() => import('../when-needed.ts').then(module => ({ default: module.Order })));

interface Props {
  readonly message: Message;
}

const OF_KIND: Readonly<Partial<Record<string, ComponentType<Props>>>> = {
  location: Place,
  contacts: Cards,
  order: Order,
  interactive: Interactive,
  button: Tap,
  template: Sent,
  unsupported: Unsupported,
  system: Notice,
  request_welcome: Notice,
  reaction: Notice,
  edit: Notice,
  revoke: Notice,
};

/** What a message says, by its kind. Of a kind that nobody knows its words, or its name: no bubble is empty. */
export function MessageContent({ message }: Props) {
  const { t } = useTranslation('thread');
  const { edited, isRevoked } = laterOf(message);
  if (isRevoked) return <Placeholder icon={IconBan}>{t('revoked')}</Placeholder>;
  if (message.content === null && edited === undefined)
    return <Placeholder icon={IconBan}>{t('contentDeleted')}</Placeholder>;
  const Kind = edited === undefined ? (OF_KIND[message.type] ?? Words) : Words;
  return (
    <Suspense fallback={<Words message={message} />}>
      <Kind message={message} />
    </Suspense>
  );
}

/** Something that is said about a message instead of its content. */
function Placeholder({ icon: Sign, children }: { readonly icon: Icon; readonly children: string }) {
  return (
    <p className={classes['placeholder']}>
      <Sign size={16} aria-hidden />
      <span dir="auto">{children}</span>
    </p>
  );
}

/** The words of a message; none where it has a file that speaks for itself. */
function Words({ message }: Props) {
  const { t } = useTranslation('thread');
  const kindName = useKindName();
  const { edited } = laterOf(message);
  if (message.files.length > 0 && (edited === undefined ? message.words : edited.words) === null) return null;
  return (
    <p className={classes['words']} dir="auto">
      {wordsOf(message, t, kindName)}
    </p>
  );
}

/** Received: what was tapped or filled in. Sent: a text with what can be chosen. */
function Interactive({ message }: Props) {
  if (message.direction !== 'inbound') return <Sent message={message} />;
  return message.answers.length > 0 ? <Answers message={message} /> : <Tap message={message} />;
}

const CALLS = ['accept', 'reject'] as const;

/** What the contact tapped on, of what it was offered. */
function Tap({ message }: Props) {
  const { t } = useTranslation('thread');
  const kindName = useKindName();
  const { content } = message;
  const description = textOf(fieldsOf(content?.['list_reply'])['description']);
  const response = fieldsOf(content?.['call_permission_reply'])['response'];
  const call = CALLS.find(each => each === response);
  return (
    <>
      <p className={classes['tap']}>
        <IconHandClick size={16} role="img" aria-label={t('tapped')} />
        <span dir="auto">{call === undefined ? wordsOf(message, t, kindName) : t(`call.${call}`)}</span>
      </p>
      {description !== null && (
        <p className={classes['aside']} dir="auto">
          {description}
        </p>
      )}
    </>
  );
}

/** A form as it was filled in. */
function Answers({ message: { answers } }: Props) {
  return (
    <dl className={classes['answers']}>
      {answers.map(({ label, answer }, place) => (
        <div key={place}>
          <dt dir="auto">{label}</dt>
          <dd dir="auto">{answer}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What was offered with a message of ours: its buttons, or the rows of its list. */
function choicesOf(message: Message): string[] {
  const action = fieldsOf(message.content?.['action']);
  const rows = listOf(action['sections']).flatMap(section => listOf(section['rows']));
  const buttons = listOf(action['buttons']).map(button => fieldsOf(button['reply']));
  return [...buttons, ...rows].flatMap(({ title }) => textOf(title) ?? []);
}

/** A message of ours with a head, a foot and choices. */
function Sent({ message }: Props) {
  const { content } = message;
  const [heading, footer, choices] = [textIn(content?.['header']), textIn(content?.['footer']), choicesOf(message)];
  return (
    <>
      {heading !== null && (
        <p className={classes['heading']} dir="auto">
          {heading}
        </p>
      )}
      <Words message={message} />
      {footer !== null && (
        <p className={classes['aside']} dir="auto">
          {footer}
        </p>
      )}
      {choices.length > 0 && (
        <ul className={classes['choices']}>
          {choices.map((choice, place) => (
            <li key={place} dir="auto">
              {choice}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What WhatsApp does not pass on, by the name that WhatsApp gives it, where it gives one. */
function Unsupported({ message: { content } }: Props) {
  const { t } = useTranslation('thread');
  const kindName = useKindName();
  const type = textOf(fieldsOf(content?.['unsupported'])['type']) ?? textOf(content?.['type']);
  const name = kindName('unsupported');
  return (
    <Placeholder icon={IconPuzzleOff}>
      {type === null || type === 'unsupported' ? name : t('unsupportedOf', { name, type: kindName(type) })}
    </Placeholder>
  );
}

/** What WhatsApp tells of the contact; and what became of a message that is not here. */
function Notice({ message }: Props) {
  const { t } = useTranslation('thread');
  const kindName = useKindName();
  return <Placeholder icon={IconInfoCircle}>{wordsOf(message, t, kindName)}</Placeholder>;
}
