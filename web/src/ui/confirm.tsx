import type { ReactNode } from 'react';
import { Alert, Button, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ProblemText } from './problem-text.tsx';
import { useEscape } from './use-escape.ts';
import classes from './confirm.module.css';

/**
 * Asks before something is done that cannot be undone, and says what it touches. The keyboard stands on “Cancel”, so
 * that Enter does no harm, and what destroys never looks like the thing to do.
 */
export function Confirm({
  opened,
  title,
  touches = [],
  confirm,
  cancel,
  destructive = false,
  isPending = false,
  error = null,
  onConfirm,
  onClose,
  children,
}: {
  readonly opened: boolean;
  /** The question: “Delete the team Night desk?” */
  readonly title: string;
  /** What it touches, one each: “12 agents lose the queue Support”. */
  readonly touches?: readonly string[];
  /** The word of the button, a verb: “Delete”. */
  readonly confirm: string;
  /** Instead of “Cancel”. */
  readonly cancel?: string;
  readonly destructive?: boolean;
  readonly isPending?: boolean;
  /** Why it did not work; the question stays. */
  readonly error?: Error | null;
  readonly onConfirm: () => void;
  /** Cancel, Esc, or a click beside it. */
  readonly onClose: () => void;
  /** What happens then. */
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation('ui');
  const close = (): void => {
    if (!isPending) onClose();
  };
  useEscape(opened, close);
  return (
    <Modal.Root
      opened={opened}
      onClose={close}
      closeOnEscape={false}
      lockScroll={false}
      centered
      size="sm"
      classNames={{ content: classes['content'] ?? '' }}
    >
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Title className={classes['title'] ?? ''}>{title}</Modal.Title>
        {/* The window's description: read together with its title. */}
        <Modal.Body p={0}>
          {children}
          {touches.length > 0 && (
            <>
              <p className={classes['touches']}>{t('confirm.touches')}</p>
              <ul className={classes['list']}>
                {touches.map(each => (
                  <li key={each}>{each}</li>
                ))}
              </ul>
            </>
          )}
        </Modal.Body>
        {error !== null && (
          <Alert color="bad" role="alert">
            <ProblemText error={error} />
          </Alert>
        )}
        <div className={classes['actions']}>
          <Button variant="default" data-autofocus disabled={isPending} onClick={close}>
            {cancel ?? t('cancel')}
          </Button>
          <Button
            color={destructive ? 'bad' : 'accent'}
            variant={destructive ? 'outline' : 'filled'}
            loading={isPending}
            onClick={onConfirm}
          >
            {confirm}
          </Button>
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}
