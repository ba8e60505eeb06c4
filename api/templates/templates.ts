import { TEMPLATE_SYNC_WORKFLOW, templateSyncWorkflowId } from '../../workflows/contract.ts';
import { listTemplates } from '../../store/templates/templates.ts';
import { decodeNameCursor, encodeNameCursor } from '../http/cursor.ts';
import { startWorkflowNow } from '../http/start-workflow.ts';
import { nothing, text } from '../http/input.ts';
import { route } from '../http/route.ts';
import { OK, id, listOf, ok, paging, template } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';

const TAG = 'Templates';

const list = route({
  method: 'get',
  path: '/templates',
  tag: TAG,
  summary: 'The message templates WhatsApp knows, and what they need',
  roles: AGENTS_AND_ADMINS,
  query: paging.extend({
    numberId: id.optional().meta({ description: 'Only those that can be sent over this number.' }),
    status: text(50).optional(),
  }),
  answer: listOf(template),
  handle: ({ work, query }) =>
    work(async unit => {
      const items = await listTemplates(unit, {
        ...query,
        after: decodeNameCursor(query.cursor),
        limit: query.limit + 1,
      });
      const last = items.length > query.limit ? items[query.limit - 1] : undefined;
      return { items: items.slice(0, query.limit), nextCursor: last === undefined ? null : encodeNameCursor(last) };
    }),
});

const sync = route({
  method: 'post',
  path: '/templates/sync',
  tag: TAG,
  summary:
    'Read the templates from WhatsApp now; otherwise it happens every hour, and with every change WhatsApp tells',
  roles: ['TENANT_ADMIN'],
  body: nothing,
  answer: ok,
  status: 202,
  handle: async ({ app, tenantId }) => {
    // A sync that is running may have asked WhatsApp before the change that this request is about: start over.
    await startWorkflowNow(app, TEMPLATE_SYNC_WORKFLOW, {
      workflowId: templateSyncWorkflowId(tenantId),
      input: { tenantId },
      onConflict: 'TERMINATE_EXISTING',
    });
    return OK;
  },
});

export const templateRoutes = [list, sync];
