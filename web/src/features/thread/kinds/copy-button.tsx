import { useState } from 'react';
import { Button } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Copies a text, and says so. @param what is copied, for who does not see where the button stands. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const { t } = useTranslation('pieces');
  const [isCopied, setCopied] = useState(false);
  // Where the browser refuses, the text stands there to be marked by hand.
  const copy = (): void =>
    void navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      color="quiet"
      leftSection={<IconCopy size={14} aria-hidden />}
      aria-label={isCopied ? t('copiedWhat', { what }) : t('copyWhat', { what })}
      onClick={copy}
    >
      {isCopied ? t('copied') : t('copy')}
    </Button>
  );
}
