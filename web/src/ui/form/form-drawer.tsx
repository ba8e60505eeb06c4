import type { ReactNode, SyntheticEvent } from 'react';
import { useState } from 'react';
import { Alert, Button, CloseButton, Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../confirm.tsx';
import { Unsaved } from '../unsaved.tsx';
import { useEscape } from '../use-escape.ts';
import { LeaveGuard } from './leave-guard.tsx';
import type { Form } from './use-form.ts';
import classes from './form-drawer.module.css';

/** What of a form its frame has to know. */
type FramedForm = Pick<
  Form<never>,
  'isDirty' | 'isOutdated' | 'isRest' | 'isPending' | 'keeps' | 'problem' | 'submit' | 'discard'
>;

/**
 * A drawer with a form: it closes when all that stands in it was saved. Esc, the cross and a click beside it keep the changes if the form
 * keeps them, and ask otherwise; “Cancel” throws them away, and asks before that.
 */
export function FormDrawer({
  form,
  opened,
  onClose,
  title,
  save,
  more,
  isWide = false,
  children,
}: {
  readonly form: FramedForm;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** Instead of “Save”: a verb that says what happens, such as “Publish version 15”. */
  readonly save?: string;
  /** Another button, before the one that saves: “Publish”. */
  readonly more?: ReactNode;
  /** Whether there is much to be written in it. */
  readonly isWide?: boolean;
  /** The fields. */
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('ui');
  const [isAsking, setAsking] = useState(false);
  const { isDirty, isPending, keeps } = form;
  const isFound = useWasThere(opened, isDirty);
  // What is being saved is waited for: else nobody would know what became of it.
  const leave = (isKept: boolean): void => {
    if (isPending) return;
    if (isDirty && !isKept) setAsking(true);
    else onClose();
  };
  useEscape(opened, () => leave(keeps));
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    void form.submit().then(isSaved => {
      if (isSaved) onClose();
    });
  };
  return (
    <>
      <Drawer.Root
        opened={opened}
        onClose={() => leave(keeps)}
        closeOnEscape={false}
        lockScroll={false}
        position="right"
        classNames={{ content: `${classes['drawer'] ?? ''} ${isWide ? (classes['wide'] ?? '') : ''}` }}
      >
        <Drawer.Overlay />
        <Drawer.Content>
          <form className={classes['form']} noValidate aria-busy={isPending} onSubmit={submit}>
            <Drawer.Title className={classes['title'] ?? ''}>{title}</Drawer.Title>
            <div className={classes['fields']}>{children}</div>
            <div className={classes['foot']}>
              <Unsaved
                isKept={isDirty && (isFound || form.isOutdated || form.isRest)}
                newer={form.isOutdated}
                rest={form.isRest}
                onDiscard={form.discard}
              />
              {form.problem !== null && (
                <Alert color="bad" role="alert" className={classes['problem'] ?? ''}>
                  {form.problem}
                </Alert>
              )}
              <div className={classes['actions']}>
                <Button variant="default" disabled={isPending} onClick={() => leave(false)}>
                  {t('cancel')}
                </Button>
                {more}
                <Button type="submit" loading={isPending}>
                  {save ?? t('form.save')}
                </Button>
              </div>
            </div>
            {/* Last, so that the keyboard begins at the first field. */}
            <CloseButton className={classes['close'] ?? ''} aria-label={t('close')} onClick={() => leave(keeps)} />
          </form>
        </Drawer.Content>
      </Drawer.Root>
      <Confirm
        opened={isAsking}
        title={t('form.discard_title')}
        confirm={t('discard')}
        cancel={t('form.discard_keep')}
        destructive
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          form.discard();
          onClose();
        }}
      >
        {t('form.discard_text')}
      </Confirm>
      <LeaveGuard when={opened && isDirty} keeps={keeps} />
    </>
  );
}

/** Whether the changes were there when the drawer was opened: of one's own typing nobody has to be told. */
function useWasThere(opened: boolean, isDirty: boolean): boolean {
  const [last, setLast] = useState({ opened, wasThere: isDirty });
  if (last.opened !== opened) setLast({ opened, wasThere: isDirty });
  return last.wasThere;
}
