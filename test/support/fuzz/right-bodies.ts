/**
 * Valid request bodies that together cover every place that takes an id, for routes with rules across fields, where a
 * random body is seldom valid.
 */
import type { KnownIds } from './things.ts';

/** Kinds of template headers; the test stores a template for each, named by `templateWith`. */
export const TEMPLATE_HEADERS = ['image', 'video', 'document'] as const;
export const templateWith = (kind: string): string => `with_${kind}`;

type Bodies = readonly object[];
const LATER_MS = 3_600_000;

/**
 * Valid bodies by method and path, such as `POST /queues`. All ids in them belong to the caller.
 * @param own the ids to use; a field without ids of its own kind gets any.
 */
export function rightBodies(own: KnownIds): Readonly<Record<string, Bodies>> {
  const one = (field: string): string => (own.fields[field] ?? own.all)[0]!;
  const any = own.all[0]!;
  const queue = { queueId: one('queueId') };
  const ranked = { ...queue, rank: 1 };
  const skilled = { skillId: one('skillId'), level: 1 };
  const toQueue = { action: 'queue', ...queue };

  const overflow: Bodies = [
    { name: 'Queue', maxWait: { ...toQueue, afterMs: LATER_MS } },
    { name: 'Queue', steps: [{ ...toQueue, afterMs: LATER_MS }] },
    { name: 'Queue', whenFull: toQueue },
  ];
  const team: Bodies = [
    { name: 'Team', agentIds: [one('agentId')] },
    { name: 'Team', queues: [ranked] },
  ];
  const canned: Bodies = [{ teamIds: [one('teamIds')] }, { queueIds: [one('queueIds')] }].map(more => ({
    scope: 'groups',
    shortcut: 'hours',
    title: 'Hours',
    text: 'We are open.',
    ...more,
  }));
  const abilities: Bodies = [{ queueIds: [one('queueId')] }, { queues: [ranked] }, { skills: [skilled] }];
  const policies: Bodies = [
    { handOver: queue },
    { handOver: { needs: [skilled] } },
    { numbers: [{ numberId: one('numberId'), mode: 'off' }] },
    { queues: [{ ...queue, mode: 'off' }] },
  ].map(more => ({ mode: 'answer', ...more }));
  const rule = { id: any, name: 'Rule', when: {}, route: { ...queue, needs: [] } };
  const rules: Bodies = [
    rule,
    { ...rule, when: { numberIds: [one('numberId')] } },
    { ...rule, route: { ...queue, needs: [skilled] } },
  ];
  const selects: Bodies = [{ ids: [one('conversationId')] }, queue, { agentId: one('agentId') }];
  const template = {
    language: 'en',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'IMAGE', example: { uploadId: any } },
      { type: 'BODY', text: 'Hello.' },
    ],
  };
  const header = (kind: string): { readonly type: 'template'; readonly template: object } => ({
    type: 'template',
    template: {
      name: templateWith(kind),
      language: { code: 'en' },
      components: [{ type: 'header', parameters: [{ type: kind, [kind]: { uploadId: any } }] }],
    },
  });

  const card = (kind: string): object => ({
    components: [{ type: 'HEADER', format: kind, example: { uploadId: any } }],
  });
  const carousel = {
    language: 'en',
    category: 'MARKETING',
    components: [
      { type: 'BODY', text: 'Hello.' },
      { type: 'CAROUSEL', cards: [card('IMAGE'), card('IMAGE')] },
    ],
  };
  const cards = (kind: string): { readonly type: 'template'; readonly template: object } => ({
    type: 'template',
    template: {
      name: 'with_cards',
      language: { code: 'en' },
      components: [
        {
          type: 'carousel',
          cards: [0, 1].map(at => ({
            card_index: at,
            components: [{ type: 'header', parameters: [{ type: kind, [kind]: { uploadId: any } }] }],
          })),
        },
      ],
    },
  });

  const begun = {
    numberId: one('numberId'),
    to: { contactId: one('contactId') },
    consent: { source: 'form' },
    ...queue,
    agentId: one('agentId'),
  };

  const views: Bodies = [
    { name: 'Named', filter: { queueId: one('queueId'), numberId: one('numberId'), agentId: one('agentId') } },
  ];

  return {
    'POST /conversations': [...TEMPLATE_HEADERS.map(header), ...['image', 'video'].map(cards)].map(
      ({ template: sent }) => ({ ...begun, template: sent }),
    ),
    'POST /contacts/{id}/block': [{ reason: 'spam', numberId: one('numberId') }],
    'POST /contacts/merge-proposals/reject': [{ contactId: one('contactId'), otherId: one('contactId') }],
    'POST /contacts/{id}/merge': [{ contactId: one('contactId') }],
    'PUT /conversations/{id}/draft': [{ version: 0, text: 'Hello.', quotes: one('messageId') }],
    'POST /queues': overflow,
    'PUT /queues/{id}': overflow,
    'POST /teams': team,
    'PUT /teams/{id}': team,
    'POST /views': views,
    'PUT /views/{id}': views,
    'POST /canned-responses': canned,
    'PUT /canned-responses/{id}': canned,
    'POST /canned-responses/{id}/use': [{ conversationId: one('conversationId') }],
    'POST /agents': abilities.map(more => ({
      name: 'Agent',
      email: 'another@example.com',
      password: 'meadow lantern 47 quartz',
      ...more,
    })),
    'PUT /agents/{id}': abilities,
    'PUT /me/presence': [{ statusId: one('statusId') }],
    'PUT /ai/policies': policies.map(policy => ({ version: 9, policy })),
    'POST /ai/trials': [
      { policy: { mode: 'answer' }, items: [{ conversationId: one('conversationId') }] },
      ...policies.map(policy => ({ policy, items: [{ question: 'When do you open?' }] })),
    ],
    'POST /ai/training/exports': [{ grantId: one('grantId') }],
    'PUT /survey': [
      {
        enabled: true,
        waitMinutes: 5,
        closings: ['agent'],
        queueIds: [one('queueId')],
        dispositionIds: [one('dispositionId')],
        onlyAnswered: true,
        quietDays: 7,
        commentMinutes: 15,
        texts: [{ language: 'en', question: 'How was it?', button: 'Rate', thanks: null, comment: null }],
        templateName: null,
      },
    ],
    'PUT /routing': rules.map(each => ({ version: 9, rules: [each], hours: null })),
    'POST /routing/simulate': rules.map(each => ({
      numberId: one('numberId'),
      policy: { rules: [each], hours: null },
    })),
    'POST /bulk-actions': [
      ...selects.map(select => ({ action: 'close', select, dispositionId: one('dispositionId') })),
      { action: 'transfer', select: queue, ...queue },
      { action: 'assign', select: queue, agentId: one('agentId') },
    ],
    'POST /templates': [template, carousel].map(each => ({ name: 'made', numberId: one('numberId'), ...each })),
    'PUT /templates/{id}': [
      { components: template.components },
      { category: 'MARKETING', components: carousel.components },
    ],
    'POST /conversations/{id}/messages': [
      ...TEMPLATE_HEADERS.map(header),
      ...['image', 'video'].map(cards),
      ...['image', 'video', 'audio', 'document', 'sticker'].map(kind => ({ type: kind, [kind]: { uploadId: any } })),
      { type: 'text', text: { body: 'Hello.' }, context: { messageId: one('messageId') } },
      { type: 'reaction', reaction: { messageId: one('messageId'), emoji: '👍' } },
    ],
    'POST /conversations/{id}/transfer': [queue, { agentId: one('agentId') }],
    'POST /conversations/{id}/assign': [{ agentId: one('agentId') }],
    'POST /conversations/{id}/close': [{ dispositionId: one('dispositionId') }],
    'POST /conversations/{id}/consult': [{ agentId: one('agentId'), text: 'What now?' }],
    'POST /conversations/{id}/merge': [{ intoId: one('intoId') }],
    'POST /conversations/{id}/notes': [
      { text: 'Look.', privateTo: [one('privateTo')] },
      { text: 'Look.', mentions: [one('mentions')] },
    ],
    'POST /mentions/seen': [{ messageIds: [one('messageIds')] }],
  };
}
