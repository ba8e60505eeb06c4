import { findNumber } from '../../store/numbers/find-number.ts';
import { templatesNamed } from '../../store/templates/templates.ts';
import { z } from 'zod';
import { text } from '../http/input.ts';
import type { RequestContext } from '../http/route.ts';
import { categoryFault, isAuthentication } from '../../domain/whatsapp/template-definition.ts';
import { findUpload, keepUpload } from '../../store/media/uploads.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import type { TemplateChangeView, WantedChange } from '../../store/templates/changes.ts';
import { decideChange, findChange, listChanges, wantChange } from '../../store/templates/changes.ts';
import { templateById } from '../../store/templates/templates.ts';
import { TEMPLATE_CHANGE_WORKFLOW, templateChangeWorkflowId } from '../../workflows/contract.ts';
import { decodeCursor, page } from '../http/cursor.ts';
import { notFound, problem } from '../http/problem.ts';
import { startWorkflow } from '../http/start-workflow.ts';
import type { Components } from './definition.ts';
import { changedTemplate, newTemplate } from './definition.ts';
import { audit } from '../http/access.ts';
import { missingAfter } from '../access/approvals.ts';
import { route } from '../http/route.ts';
import { byId, id, listOf, paging, templateChange } from '../http/schemas.ts';

const TAG = 'Templates';
const ADMINS = ['TENANT_ADMIN'] as const;
const EDITABLE = new Set(['APPROVED', 'REJECTED', 'PAUSED']);

type Handling = Pick<RequestContext<unknown, unknown, unknown>, 'app' | 'principal' | 'tenantId' | 'at'>;

/** Types that WhatsApp accepts as the example of a media header. Source: Cloud API, "Templates", media headers. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  IMAGE: ['image/jpeg', 'image/png'],
  VIDEO: ['video/mp4'],
  DOCUMENT: ['application/pdf'],
};
/** How long an example's upload is kept while the change waits for approval. */
const EXAMPLE_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Checks what the schema cannot: that the components fit the category, and that examples are uploads of the author's
 * and of a type WhatsApp accepts; those uploads are kept for the approval.
 * @throws problem 400
 */
async function checkComponents(
  { principal, at }: Handling,
  unit: TenantUnit,
  category: string,
  components: Components,
): Promise<void> {
  const wrong = (field: string, title: string) => problem(400, 'invalid_request', title, { field });
  if (isAuthentication(components) !== (category === 'AUTHENTICATION'))
    throw wrong('components', 'A template of the category AUTHENTICATION has an OTP button, and no other has.');
  const misplaced = categoryFault(category, components);
  if (misplaced !== null) throw wrong(['components', ...misplaced.path].join('.'), `This ${misplaced.message}.`);
  for (const [field, header] of headersOf(components)) {
    const uploadId =
      header.format !== 'TEXT' && header.format !== 'LOCATION' && header.format !== 'PRODUCT'
        ? header.example.uploadId
        : undefined;
    if (uploadId === undefined) continue;
    const upload = await findUpload(unit, principal, uploadId, at);
    if (!EXAMPLES[header.format]?.includes(upload?.mime ?? ''))
      throw wrong(
        `${field}.example.uploadId`,
        upload === null
          ? 'There is no such upload of yours.'
          : `WhatsApp takes ${EXAMPLES[header.format]?.join(' or ') ?? ''} here.`,
      );
    await keepUpload(unit, uploadId, at + EXAMPLE_MS);
  }
}

type Header = Extract<Components[number], { type: 'HEADER' }>;

/** The headers of a template and of its carousel's cards, each with the path of its field. */
function headersOf(components: Components): [field: string, header: Header][] {
  const header = (part: { readonly type: string }, field: string): [string, Header][] =>
    part.type === 'HEADER' ? [[field, part as Header]] : [];
  return components.flatMap((component, at) =>
    component.type === 'CAROUSEL'
      ? component.cards.flatMap((card, place) =>
          card.components.flatMap((part, inside) =>
            header(part, `components.${at}.cards.${place}.components.${inside}`),
          ),
        )
      : header(component, `components.${at}`),
  );
}

/**
 * Stores a wanted change; it is `approved` at once when nobody has to agree. `begin` sends it on its way after the
 * commit.
 * @throws problem 409 `template_change_open`
 */
async function want({ principal, at }: Handling, unit: TenantUnit, wanted: WantedChange): Promise<TemplateChangeView> {
  const change = await wantChange(unit, wanted, principal, at);
  if (change === null) throw problem(409, 'template_change_open', 'Another change of this template is under way.');
  await audit(unit, principal, `template.${wanted.action}`, change.id, at);
  return change;
}

/** Starts the workflow of an approved change. When Temporal is unavailable, the next sync starts it from its row. */
async function begin({ app, tenantId }: Handling, change: TemplateChangeView): Promise<TemplateChangeView> {
  if (change.state === 'approved') {
    await startWorkflow(app, TEMPLATE_CHANGE_WORKFLOW, {
      workflowId: templateChangeWorkflowId(change.id),
      input: { tenantId, changeId: change.id },
      onConflict: 'USE_EXISTING',
    }).catch((error: unknown) =>
      app.log.warn({ event: 'template_change_deferred', err: error }, 'a change of a template waits for the next sync'),
    );
  }
  return change;
}

const create = route({
  method: 'post',
  path: '/templates',
  tag: TAG,
  summary: 'Make a template; WhatsApp reviews it',
  roles: ADMINS,
  body: newTemplate.extend({ numberId: id.meta({ description: 'One of the account’s numbers.' }) }),
  answer: templateChange,
  status: 202,
  idempotent: true,
  handle: async call =>
    begin(
      call,
      await call.work(async unit => {
        const { numberId, ...wanted } = call.body;
        const number = await findNumber(unit, numberId);
        if (number === null)
          throw problem(400, 'invalid_request', 'The tenant has no such number.', { field: 'numberId' });
        const { wabaId } = number;
        if ((await templatesNamed(unit, wanted)).some(template => template.wabaId === wabaId))
          throw problem(409, 'template_exists', 'The account has a template of this name in this language.', {
            field: 'name',
          });
        await checkComponents(call, unit, wanted.category, wanted.components);
        return want(call, unit, { action: 'create', wabaId, metaId: null, ...wanted });
      }),
    ),
});

const edit = route({
  method: 'put',
  path: '/templates/{id}',
  tag: TAG,
  summary: 'Change a template; WhatsApp reviews it again',
  roles: ADMINS,
  params: byId,
  body: changedTemplate,
  answer: templateChange,
  status: 202,
  idempotent: true,
  handle: async call =>
    begin(
      call,
      await call.work(async unit => {
        const { wabaId, metaId, name, language, status, category } =
          (await templateById(unit, call.params.id)) ?? missing();
        if (!EDITABLE.has(status))
          throw problem(
            409,
            'template_not_editable',
            'WhatsApp lets approved, rejected and paused templates be changed only.',
            { extra: { status } },
          );
        await checkComponents(call, unit, call.body.category ?? category, call.body.components);
        return want(call, unit, {
          action: 'edit',
          wabaId,
          metaId,
          name,
          language,
          category: call.body.category ?? null,
          components: call.body.components,
          allowCategoryChange: true,
        });
      }),
    ),
});

const remove = route({
  method: 'delete',
  path: '/templates/{id}',
  tag: TAG,
  summary: 'Delete a template at WhatsApp; its name cannot be used again for 30 days',
  roles: ADMINS,
  params: byId,
  answer: templateChange,
  status: 202,
  idempotent: true,
  handle: async call =>
    begin(
      call,
      await call.work(async unit => {
        const { wabaId, metaId, name, language } = (await templateById(unit, call.params.id)) ?? missing();
        return want(call, unit, {
          action: 'delete',
          wabaId,
          metaId,
          name,
          language,
          category: null,
          components: null,
          allowCategoryChange: true,
        });
      }),
    ),
});

function missing(): never {
  throw notFound('The template');
}

const changes = route({
  method: 'get',
  path: '/template-changes',
  tag: TAG,
  summary: 'What was to be changed, who agreed, what came of it; the newest first',
  roles: ADMINS,
  query: paging.extend({ state: z.enum(['waiting', 'approved', 'declined', 'submitted', 'refused']).optional() }),
  answer: listOf(templateChange),
  handle: ({ work, query }) =>
    work(async unit =>
      page(
        await listChanges(unit, { state: query.state, before: decodeCursor(query.cursor), limit: query.limit + 1 }),
        query.limit,
        change => ({ at: change.createdAt, id: change.id }),
      ),
    ),
});

const oneChange = route({
  method: 'get',
  path: '/template-changes/{id}',
  tag: TAG,
  summary: 'One change of a template',
  roles: ADMINS,
  params: byId,
  answer: templateChange,
  handle: ({ work, params }) => work(async unit => (await findChange(unit, params.id)) ?? noChange()),
});

function noChange(): never {
  throw notFound('The change');
}

async function decide(
  call: Handling & { readonly params: { readonly id: string } },
  unit: TenantUnit,
  agrees: boolean,
  comment: string | null,
): Promise<TemplateChangeView> {
  const { principal, params, at } = call;
  const result = await decideChange(unit, params.id, { agrees, comment }, principal, at);
  if (result === 'unknown') return noChange();
  if (result === 'decided') throw problem(409, 'change_decided', 'The change was decided already.');
  const missing = result === 'declined' ? 0 : missingAfter(result, { ownCode: 'own_change' });
  await audit(unit, principal, `template.${agrees ? 'approve' : 'decline'}`, params.id, at, { missing });
  return (await findChange(unit, params.id)) ?? noChange();
}

const approve = route({
  method: 'post',
  path: '/template-changes/{id}/approve',
  tag: TAG,
  summary: 'Agree to another administrator’s change; with the last one who has to agree it goes to WhatsApp',
  roles: ADMINS,
  params: byId,
  body: z.strictObject({ comment: text(1_000).optional() }).optional(),
  answer: templateChange,
  idempotent: true,
  handle: async call => begin(call, await call.work(unit => decide(call, unit, true, call.body?.comment ?? null))),
});

const decline = route({
  method: 'post',
  path: '/template-changes/{id}/decline',
  tag: TAG,
  summary: 'Decline a change, or take back one’s own',
  roles: ADMINS,
  params: byId,
  body: z.strictObject({ comment: text(1_000) }),
  answer: templateChange,
  idempotent: true,
  handle: call => call.work(unit => decide(call, unit, false, call.body.comment)),
});

export const templateChangeRoutes = [create, edit, remove, changes, oneChange, approve, decline];
