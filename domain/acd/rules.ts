/** Routing rules: the first that matches says where a conversation waits, and for whom. */
import type { AiMode } from '../conversation/ai-mode.ts';
import type { SkillNeed } from '../conversation/state.ts';
import { Mentions } from '../knowledge/mentions.ts';
import type { BusinessHours } from './hours.ts';
import { isOpenAt } from './hours.ts';

/** All that are given must hold; without any the rule always matches. */
export interface RuleConditions {
  /** Business numbers that were written to. */
  readonly numberIds?: readonly string[] | undefined;
  /** WhatsApp's message types. */
  readonly kinds?: readonly string[] | undefined;
  /**
   * Any of these words, phrases or emoji, as words of their own where a script parts them, however they are
   * capitalised, accented or formed.
   */
  readonly words?: readonly string[] | undefined;
  /** A regular expression in RE2's syntax, found anywhere in the text. */
  readonly pattern?: string | undefined;
  /** Whether the contact has had a conversation on this number before. */
  readonly returning?: boolean | undefined;
  /** Whether an ad brought the contact. */
  readonly fromAd?: boolean | undefined;
  /** The contact's language is one of these, ISO 639-1. */
  readonly languages?: readonly string[] | undefined;
  readonly vip?: boolean | undefined;
  /** The contact has any of these. */
  readonly tags?: readonly string[] | undefined;
  /** The contact has all of these attributes with these very values. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** Whether the tenant's business hours are on. Without hours it is always open. */
  readonly hours?: 'open' | 'closed' | undefined;
}

export interface RoutingRule {
  readonly id: string;
  readonly name: string;
  readonly when: RuleConditions;
  readonly route: {
    readonly queueId: string;
    readonly priority: number;
    readonly needs: readonly SkillNeed[];
    /** What the AI does with it; not given: as the AI's policy says. */ readonly ai?: AiMode | undefined;
  };
}

export interface RoutingPolicy {
  readonly rules: readonly RoutingRule[];
  readonly hours: BusinessHours | null;
}

/** What a company knows about a contact. */
export interface ContactFacts {
  /** ISO 639-1; null: nobody has said. */
  readonly language: string | null;
  readonly vip: boolean;
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
}

/** What is known of a conversation when it begins. */
export interface RoutingFacts {
  readonly numberId: string;
  readonly kind: string;
  readonly text: string | null;
  readonly returning: boolean;
  readonly fromAd: boolean;
  readonly contact: ContactFacts;
  readonly at: number;
}

/** Whether a pattern is found in a text; the caller's engine must not take exponential time. */
export type Finds = (pattern: string, text: string) => boolean;

/** @returns null when none matches. */
export function firstMatch({ rules, hours }: RoutingPolicy, facts: RoutingFacts, finds: Finds): RoutingRule | null {
  const said = facts.text === null ? null : new Mentions(facts.text);
  return rules.find(rule => matches(rule.when, hours, facts, said, finds)) ?? null;
}

function matches(
  when: RuleConditions,
  hours: BusinessHours | null,
  facts: RoutingFacts,
  said: Mentions | null,
  finds: Finds,
): boolean {
  const { numberId, kind, text, returning, fromAd, contact, at } = facts;
  return (
    (when.numberIds?.includes(numberId) ?? true) &&
    (when.kinds?.includes(kind) ?? true) &&
    (when.words === undefined || (said?.any(when.words) ?? false)) &&
    (when.pattern === undefined || (text !== null && finds(when.pattern, text))) &&
    (when.returning === undefined || when.returning === returning) &&
    (when.fromAd === undefined || when.fromAd === fromAd) &&
    (when.languages === undefined || (contact.language !== null && when.languages.includes(contact.language))) &&
    (when.vip === undefined || when.vip === contact.vip) &&
    (when.tags?.some(tag => contact.tags.includes(tag)) ?? true) &&
    Object.entries(when.attributes ?? {}).every(([name, value]) => contact.attributes[name] === value) &&
    (when.hours === undefined || when.hours === (hours === null || isOpenAt(hours, at) ? 'open' : 'closed'))
  );
}
