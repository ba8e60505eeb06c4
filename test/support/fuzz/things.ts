import type { Answer, HttpClient } from '../http-client.ts';

/** A request body for one of everything a tenant can create, by the collection's path. */
const things = (mark: string): Readonly<Record<string, object>> => ({
  skills: { name: `${mark}Skill` },
  queues: { name: `${mark}Second` },
  teams: { name: `${mark}Team` },
  presences: { name: `${mark}On the phone`, presence: 'busy' },
  dispositions: { name: `${mark}Question` },
  'knowledge/documents': {
    title: `${mark}Hours`,
    body: `# Hours\n\n${mark}We are open from nine to five.`,
    language: 'en',
  },
  'canned-responses': {
    scope: 'tenant',
    shortcut: 'hours',
    title: `${mark}Hours`,
    text: `${mark}We are open from nine to five, {{contact.name}}.`,
  },
  'ai/training/grants': {
    purpose: `${mark}Tests`,
    wording: `${mark}We agree.`,
    expiresAt: new Date(Date.now() + 864_000_000).toISOString(),
  },
});
const LISTS = [
  ...Object.keys(things('')),
  'agents',
  'numbers',
  'conversations',
  'jobs',
  'offers',
  'templates',
  'knowledge/sources',
  'ai/training/exports',
  'quarantine',
  'template-changes',
  'number-orders',
];

/** The collection whose ids a field takes; other fields may get any id. */
const OF_FIELD: Readonly<Record<string, string>> = {
  queueId: 'queues',
  queueIds: 'queues',
  teamIds: 'teams',
  agentId: 'agents',
  agentIds: 'agents',
  privateTo: 'agents',
  mentions: 'agents',
  skillId: 'skills',
  numberId: 'numbers',
  numberIds: 'numbers',
  intoId: 'conversations',
  conversationId: 'conversations',
  ids: 'conversations',
  messageId: 'messages',
  messageIds: 'messages',
  contactId: 'contacts',
  dispositionId: 'dispositions',
  statusId: 'presences',
  grantId: 'ai/training/grants',
  sourceId: 'knowledge/sources',
};

/**
 * Existing ids: all of them, by the name of the field that takes them, and by the prefix of the path they belong to.
 */
export interface KnownIds {
  readonly all: readonly string[];
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly paths: Readonly<Record<string, readonly string[]>>;
}

/** Creates one of everything. @param mark prefix of all names and texts. @throws when one is refused. */
export async function makeThings(admin: HttpClient, mark = ''): Promise<void> {
  for (const [list, thing] of Object.entries(things(mark))) {
    const { status, body } = await admin.post(`/api/v1/${list}`, thing);
    if (status !== 201) throw new Error(`one of ${list} could not be made: ${status} ${JSON.stringify(body)}`);
  }
}

/** An item of any collection; conversations have a contact. */
interface Listed {
  readonly id: string;
  readonly contact?: { readonly id: string };
}

/**
 * Collects the ids that an administrator sees.
 * @param keep ids to leave out, so that nothing happens to the people who send the requests.
 */
export async function knownIds(admin: HttpClient, keep: ReadonlySet<string> = new Set()): Promise<KnownIds> {
  const itemsOf = async (path: string) => {
    const { body }: Answer = await admin.get(`/api/v1/${path}`);
    return (body as { readonly items: readonly Listed[] }).items;
  };
  const ids = new Map<string, readonly string[]>();
  for (const list of LISTS)
    ids.set(
      list,
      (await itemsOf(list)).map(item => item.id).filter(id => !keep.has(id)),
    );
  const conversations = await itemsOf('conversations');
  ids.set(
    'contacts',
    conversations.map(conversation => conversation.contact!.id),
  );
  ids.set(
    'messages',
    (
      await Promise.all(
        conversations.map(async ({ id }) => (await itemsOf(`conversations/${id}/messages`)).map(message => message.id)),
      )
    ).flat(),
  );
  const some = [...ids].filter(([, found]) => found.length > 0);
  return {
    all: some.flatMap(([, found]) => found),
    paths: Object.fromEntries(some.map(([list, found]) => [`/${list}/`, found])),
    fields: Object.fromEntries(
      Object.entries(OF_FIELD).flatMap(([field, list]) =>
        (ids.get(list) ?? []).length === 0 ? [] : [[field, ids.get(list) ?? []]],
      ),
    ),
  };
}
