import type { Contact } from '../../lib/api/index.ts';

/** What may be changed of what is known of a contact. */
export interface Facts {
  readonly vip: boolean;
  readonly tags: readonly string[];
  /** Null: nobody knows. */
  readonly language: string | null;
  readonly trainingConsent: boolean;
  readonly restricted: boolean;
}

export const factsOf = ({ vip, tags, language, trainingConsent, restricted }: Contact): Facts => ({
  vip,
  tags,
  language,
  trainingConsent,
  restricted,
});

/** What of these facts is other than what is saved: colleagues may be changing the rest. */
export const changedFacts = (facts: Facts, saved: Facts): Partial<Facts> =>
  Object.fromEntries(
    Object.entries(facts).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(saved[name as keyof Facts]),
    ),
  );

/** Under which name changes are kept until they are saved (lib/kept.ts). */
export const keptAs = (contactId: string): string => `contact-facts:${contactId}`;
