import { useTranslation } from 'react-i18next';

const KINDS = [
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'interactive',
  'order',
  'reaction',
  'edit',
  'revoke',
  'system',
  'request_welcome',
  'unsupported',
  'template',
] as const;

/** What a message of a kind is called that has no words. A kind nobody knows is named as WhatsApp does. */
export type KindName = (type: string) => string;

export function useKindName(): KindName {
  const { t } = useTranslation('kinds');
  return type => {
    const known = KINDS.find(kind => kind === type);
    return known === undefined ? type : t(known);
  };
}
