import type { ReactNode, RefObject } from 'react';
import { Suspense, lazy } from 'react';
import { Textarea, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { directionOf } from './direction-of.ts';
import { isSendKey } from './is-send-key.ts';
import { useCanned } from './use-canned.ts';
import classes from './composer.module.css';

/** Loaded with the first slash. */
const CannedList = lazy(() => import('./when-needed.ts').then(module => ({ default: module.CannedList })));

/** The box of a reply. A slash at the start of a word looks for canned responses, which the keyboard chooses from here. */
export function ReplyText({
  conversationId,
  box,
  text,
  placeholder,
  error,
  disabled,
  onWrite,
}: {
  readonly conversationId: string;
  readonly box: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  readonly placeholder: string;
  readonly error: ReactNode;
  readonly disabled: boolean;
  readonly onWrite: (text: string) => void;
}) {
  const { t } = useTranslation('composer');
  const canned = useCanned({ conversationId, box, text, onWrite });
  const { isOpen, isBusy, items, active, listId } = canned;
  const asCombobox = {
    role: 'combobox',
    'aria-expanded': true,
    'aria-haspopup': 'listbox',
    'aria-autocomplete': 'list',
    'aria-controls': listId,
    ...(items.length === 0 ? {} : { 'aria-activedescendant': `${listId}-${active}` }),
  } as const;
  return (
    <div className={classes['box']}>
      {isOpen && (
        <Suspense>
          <CannedList
            id={listId}
            items={items}
            active={active}
            isBusy={isBusy}
            error={canned.error}
            onChoose={canned.choose}
          />
        </Suspense>
      )}
      <Textarea
        ref={box}
        autosize
        minRows={2}
        maxRows={8}
        dir={directionOf(text)}
        aria-label={t('reply')}
        placeholder={placeholder}
        disabled={disabled}
        value={text}
        error={error}
        {...(isOpen ? asCombobox : {})}
        {...canned.boxProps}
        onChange={event => {
          onWrite(event.currentTarget.value);
          canned.onChange();
        }}
        onKeyDown={event => {
          canned.onKeyDown(event);
          if (event.defaultPrevented || !isSendKey(event)) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
      />
      <VisuallyHidden aria-live="polite">
        {isOpen && !isBusy && canned.error === null ? t('canned.found', { count: items.length }) : ''}
      </VisuallyHidden>
    </div>
  );
}
