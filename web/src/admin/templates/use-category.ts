import { useTranslation } from 'react-i18next';

const CATEGORIES = ['UTILITY', 'MARKETING', 'AUTHENTICATION'] as const;
type Category = (typeof CATEGORIES)[number];

/** Says a category of WhatsApp's in words; one that is new stays as it is. */
export function useCategory(): (category: string) => string {
  const { t } = useTranslation('templates');
  return category =>
    CATEGORIES.includes(category as Category) ? t(`category.${category as Category}`) : category.toLowerCase();
}
