import { configurationOf } from '../../domain/knowledge/words.ts';
import { contactTerms, termsOf } from '../../domain/search/terms.ts';
import { shown } from '../../domain/whatsapp/repair.ts';
import { wordsOf } from '../../domain/whatsapp/words.ts';
import type { TenantUnit } from '../db/database.ts';
import { json, nullable, statement, text, texts, time, uuid, uuids } from '../db/statement.ts';
import { languageOf } from '../knowledge/language.ts';
import { HEARD } from '../media/heard.ts';
import { keepPairs } from './keep-pairs.ts';
import { KIND } from './kinds.ts';

const READ = statement('search_messages', {
  takes: { ids: uuids },
  gives: {
    id: uuid,
    kind: text,
    direction: text,
    content: nullable(json<unknown>()),
    at: time,
    language: nullable(text),
    heard: nullable(text),
  },
  sql: `
    SELECT m.id, m.kind, m.direction, m.content, m.at, k.language, ${HEARD}
    FROM message m
      JOIN conversation c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id
      JOIN contact k ON k.tenant_id = c.tenant_id AND k.id = c.contact_id
    WHERE m.tenant_id = (SELECT current_tenant())
      AND m.id = ANY($ids)
      AND m.content_deleted_at IS NULL
      AND m.kind <> 'reaction'`,
});

/** A stem that is a word of the message itself is not kept a second time. */
const KEEP = statement('search_messages_keep', {
  takes: {
    messages: json<
      readonly {
        readonly id: string;
        readonly kind: string;
        readonly at: Date;
        readonly words: readonly string[];
        readonly language: string;
        readonly configuration: string;
      }[]
    >(),
  },
  gives: {},
  sql: `
    INSERT INTO message_term (tenant_id, kind, term, at, message_id)
    SELECT current_tenant(), m.kind, t.term, m.at, m.id
    FROM jsonb_to_recordset($messages) AS m(
        id uuid,
        kind text,
        at timestamptz,
        words text[],
        language text,
        configuration text
      )
      CROSS JOIN LATERAL (
        SELECT unnest(m.words) AS term
        UNION
        SELECT ':' || m.language || ':' || s.lexeme
        FROM unnest(to_tsvector(m.configuration::regconfig, array_to_string(m.words, ' '))) s
        WHERE m.language <> '' AND s.lexeme <> ALL (m.words)
      ) t
    ORDER BY 2, 3, 4, 5
    ON CONFLICT DO NOTHING`,
});

/**
 * Keeps the words of messages whose content is there. Whoever calls this has taken the tenant's place; what is kept
 * already stays.
 * @returns the languages of the messages, as far as they can be told.
 */
export async function keepMessages(unit: TenantUnit, ids: readonly string[]): Promise<string[]> {
  const rows = ids.length === 0 ? [] : await unit.run(READ, { ids });
  const messages = rows.flatMap(({ id, kind, direction, content, at, language: known, heard }) => {
    const words = heard ?? wordsOf(kind, shown(content) as Record<string, unknown> | null);
    if (words === null) return [];
    const language = languageOf(words) ?? known ?? '';
    const isStemmed = language !== '' && configurationOf(language) !== 'simple';
    return {
      id,
      kind: direction === 'internal' ? KIND.note : KIND.message,
      at,
      words: termsOf(words),
      language: isStemmed ? language : '',
      configuration: configurationOf(language),
    };
  });
  if (messages.length > 0) await unit.write(KEEP, { messages });
  return [...new Set(messages.map(({ language }) => language))].filter(language => language !== '');
}

const CONTACTS = statement('search_contacts_of', {
  takes: { conversations: uuids },
  gives: { contact_id: uuid },
  sql: `
    SELECT DISTINCT contact_id
    FROM conversation
    WHERE tenant_id = (SELECT current_tenant()) AND id = ANY($conversations)`,
});

const NAMES = statement('search_names', {
  takes: { contacts: uuids },
  gives: {
    id: uuid,
    name: nullable(text),
    given: nullable(text),
    username: nullable(text),
    numbers: texts,
    email: nullable(text),
    terms: texts,
  },
  sql: `
    SELECT
      k.id,
      k.profile_name AS name,
      k.given_name AS given,
      k.username,
      ARRAY(
        SELECT i.value
        FROM contact_identity i
        WHERE i.tenant_id = k.tenant_id AND i.contact_id = k.id AND i.kind = 'wa_id'
      ) AS numbers,
      k.attributes ->> 'email' AS email,
      ARRAY(SELECT t.term FROM contact_term t WHERE t.tenant_id = k.tenant_id AND t.contact_id = k.id) AS terms
    FROM contact k
    WHERE k.tenant_id = (SELECT current_tenant()) AND k.id = ANY($contacts)`,
});

const KEEP_NAMES = statement('search_names_keep', {
  takes: { contacts: uuids, terms: texts },
  gives: {},
  sql: `
    INSERT INTO contact_term (tenant_id, term, contact_id)
    SELECT current_tenant(), n.term, n.contact_id
    FROM unnest($contacts, $terms) AS n(contact_id, term)
    ORDER BY 2, 3
    ON CONFLICT DO NOTHING`,
});

const DROP_NAMES = statement('search_names_drop', {
  takes: { contacts: uuids, terms: texts },
  gives: {},
  sql: `
    DELETE FROM contact_term t
    USING unnest($contacts, $terms) AS n(contact_id, term)
    WHERE t.tenant_id = (SELECT current_tenant()) AND t.contact_id = n.contact_id AND t.term = n.term`,
});

/** Keeps by what the contacts of conversations are found now. */
export async function keepContactsOf(unit: TenantUnit, conversationIds: readonly string[]): Promise<void> {
  if (conversationIds.length === 0) return;
  const found = await unit.run(CONTACTS, { conversations: [...new Set(conversationIds)] });
  await keepContacts(
    unit,
    found.map(row => row.contact_id),
  );
}

/** Keeps by what contacts are found now, and with whom they are alike; of one without a number and names that is nothing. */
export async function keepContacts(unit: TenantUnit, contactIds: readonly string[]): Promise<void> {
  const rows = contactIds.length === 0 ? [] : await unit.run(NAMES, { contacts: contactIds });
  const [added, gone]: [[string, string][], [string, string][]] = [[], []];
  for (const { id, terms, ...known } of rows) {
    const [before, now] = [new Set(terms), new Set(contactTerms(known))];
    for (const each of now) if (!before.has(each)) added.push([id, each]);
    for (const each of before) if (!now.has(each)) gone.push([id, each]);
  }
  const listed = (pairs: readonly [string, string][]) => ({
    contacts: pairs.map(([id]) => id),
    terms: pairs.map(([, each]) => each),
  });
  if (gone.length > 0) await unit.write(DROP_NAMES, listed(gone));
  if (added.length > 0) await unit.write(KEEP_NAMES, listed(added));
  await keepPairs(unit, rows);
}
