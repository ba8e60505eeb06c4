import type { Contact, operations } from '../../lib/api/index.ts';

/** A name that the company has chosen, and what stands under it for this contact. */
export interface Attribute {
  readonly name: string;
  readonly value: string;
}

/** What may be changed of what is known of a contact, as a form has it. */
export interface Facts {
  /** Empty: as it calls itself. */
  readonly givenName: string;
  readonly vip: boolean;
  readonly tags: readonly string[];
  /** Null: nobody knows. */
  readonly language: string | null;
  /** Where it agreed to be written to; empty: nobody has noted it. */
  readonly consent: string;
  readonly attributes: readonly Attribute[];
  readonly trainingConsent: boolean;
  readonly restricted: boolean;
}
type Body = operations['putContactsId']['requestBody'] extends { content: { 'application/json': infer B } } | undefined
  ? B
  : never;

export const factsOf = ({ givenName, vip, tags, language, consent, attributes, ...contact }: Contact): Facts => ({
  givenName: givenName ?? '',
  vip,
  tags,
  language,
  consent: consent?.source ?? '',
  attributes: Object.entries(attributes).map(([name, value]) => ({ name, value })),
  trainingConsent: contact.trainingConsent,
  restricted: contact.restricted,
});

/** As the API takes it. A line without a name or a value says nothing. */
const bodyOf = ({ givenName, consent, attributes, tags, ...facts }: Facts) => ({
  ...facts,
  tags: [...tags],
  givenName: givenName.trim() === '' ? null : givenName.trim(),
  consent: consent.trim() === '' ? null : { source: consent.trim() },
  attributes: Object.fromEntries(
    attributes
      .map(({ name, value }) => [name.trim(), value.trim()] as const)
      .filter(([name, value]) => name !== '' && value !== ''),
  ),
});

/** What of these facts is other than what is saved: colleagues may be changing the rest. */
export function changedFacts(facts: Facts, saved: Facts): Partial<Body> {
  const [now, before] = [bodyOf(facts), bodyOf(saved)];
  return Object.fromEntries(
    Object.entries(now).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof typeof before]),
    ),
  );
}

/** Under which name changes are kept until they are saved (lib/kept.ts). */
export const keptAs = (contactId: string): string => `contact-facts:${contactId}`;
