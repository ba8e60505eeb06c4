import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const FORMATS = ['text', 'html'] as const;

/** The conversation as a file: the browser fetches it itself, however long it is. */
export function TranscriptItems({ conversationId }: { readonly conversationId: string }) {
  const { t, i18n } = useTranslation('together');
  const addressOf = (format: (typeof FORMATS)[number]): string => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const query = new URLSearchParams({ format, language: i18n.language, timeZone });
    return `/api/v1/conversations/${conversationId}/transcript?${query}`;
  };
  return FORMATS.map(format => (
    <Menu.Item key={format} component="a" href={addressOf(format)} download>
      {t(`transcript.${format}`)}
    </Menu.Item>
  ));
}
