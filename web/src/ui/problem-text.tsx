import { ApiError } from '../lib/api/api-error.ts';
import { useLanguage } from '../lib/i18n-language.ts';

/** Why something did not work. What is known in English alone is marked as such on a page in another language. */
export function ProblemText({ error }: { readonly error: Error }) {
  const { language } = useLanguage();
  const isForeign = error instanceof ApiError ? error.isForeign : language !== 'en';
  if (!isForeign) return error.message;
  return (
    <span lang="en" dir="ltr">
      {error.message}
    </span>
  );
}
