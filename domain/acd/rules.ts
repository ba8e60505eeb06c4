/**
 * Routing rules: the first one that matches decides a new conversation's queue, priority, required skills and AI mode.
 */
import type { AiMode } from '../conversation/ai-mode.ts';
import type { SkillNeed } from '../conversation/state.ts';
import { Mentions } from '../knowledge/mentions.ts';
import type { BusinessHours } from './hours.ts';
import { isOpenAt } from './hours.ts';

/** Conditions of a rule: all that are given must hold; a rule without any always matches. */
export interface RuleConditions {
  /** The business number written to is one of these (ids). */
  readonly numberIds?: readonly string[] | undefined;
  /** The first message is of one of these WhatsApp message types. */
  readonly kinds?: readonly string[] | undefined;
  /**
   * The text contains any of these words, phrases or emoji: as whole words in scripts that separate words, regardless
   * of case, accents and letter forms (`Mentions`).
   */
  readonly words?: readonly string[] | undefined;
  /** The text contains a match of this regular expression, in RE2 syntax. */
  readonly pattern?: string | undefined;
  /** Whether the contact has had a conversation on this number before. */
  readonly returning?: boolean | undefined;
  /** Whether an ad brought the contact. */
  readonly fromAd?: boolean | undefined;
  /** The contact's language is one of these, ISO 639-1. */
  readonly languages?: readonly string[] | undefined;
  readonly vip?: boolean | undefined;
  /** The contact has at least one of these tags. */
  readonly tags?: readonly string[] | undefined;
  /** The contact has all of these attributes with exactly these values. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** Whether the tenant's business hours are open; without hours they always are. */
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
    /** The AI's mode; missing: the AI policy decides. */ readonly ai?: AiMode | undefined;
  };
}

export interface RoutingPolicy {
  readonly rules: readonly RoutingRule[];
  readonly hours: BusinessHours | null;
}

/** What a company knows about a contact. */
export interface ContactFacts {
  /** ISO 639-1; null: unknown. */
  readonly language: string | null;
  readonly vip: boolean;
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
}

/** What is known about a conversation when it begins. `at`: epoch milliseconds. */
export interface RoutingFacts {
  readonly numberId: string;
  readonly kind: string;
  readonly text: string | null;
  readonly returning: boolean;
  readonly fromAd: boolean;
  readonly contact: ContactFacts;
  readonly at: number;
}

/** Whether a text contains a match of a pattern. The engine must run in linear time: tenants write the patterns. */
export type Finds = (pattern: string, text: string) => boolean;

/** The first rule that matches, in the policy's order. @returns null if none matches. */
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
