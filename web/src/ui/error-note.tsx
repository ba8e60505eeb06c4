import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ProblemText } from './problem-text.tsx';

/** Why something that was asked for did not happen, beside what it was asked with. */
export function ErrorNote({
  error,
  onDismiss,
}: {
  readonly error: Error;
  /** Where it stays until somebody has read it. */
  readonly onDismiss?: () => void;
}) {
  const { t } = useTranslation('ui');
  return (
    <Alert
      color="bad"
      role="alert"
      p="xs"
      {...(onDismiss === undefined
        ? {}
        : { withCloseButton: true, closeButtonLabel: t('dismiss'), onClose: onDismiss })}
    >
      <ProblemText error={error} />
    </Alert>
  );
}
