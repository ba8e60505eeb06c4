import { useBlocker, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../confirm.tsx';
import { useTabGuard } from './use-tab-guard.ts';

/** The paths of pages that are left and gone to. What else changes in the address leaves the page where it is. */
interface Going {
  readonly current: { readonly pathname: string };
  readonly next: { readonly pathname: string };
}
const leavesPage = ({ current, next }: Going): boolean => current.pathname !== next.pathname;

/** Asks before a page with changes that are not saved is left: by a link, back, another address, or closing the tab. */
export function LeaveGuard({
  when,
  keeps,
}: {
  /** Whether there are any. */
  readonly when: boolean;
  /** Whether they are still there when one comes back in this tab. */
  readonly keeps: boolean;
}) {
  useTabGuard(when);
  // Parts that are shown alone have no router.
  const hasRouter = (useRouter({ warn: false }) as object | null) !== null;
  return hasRouter ? <WithinPages when={when} keeps={keeps} /> : null;
}

function WithinPages({ when, keeps }: { readonly when: boolean; readonly keeps: boolean }) {
  const { t } = useTranslation('ui');
  const blocker = useBlocker({
    shouldBlockFn: leavesPage,
    disabled: !when,
    enableBeforeUnload: false,
    withResolver: true,
  });
  return (
    <Confirm
      opened={blocker.status === 'blocked'}
      title={t('form.leave_title')}
      confirm={t('form.leave')}
      cancel={t('form.stay')}
      destructive={!keeps}
      onConfirm={() => blocker.proceed?.()}
      onClose={() => blocker.reset?.()}
    >
      {keeps ? t('form.leave_kept') : t('form.leave_lost')}
    </Confirm>
  );
}
