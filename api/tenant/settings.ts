import { z } from 'zod';
import type { TenantUnit } from '../../store/db/database.ts';
import { templateView, templatesNamed } from '../../store/templates/templates.ts';
import type { TenantSettings } from '../../store/tenant/tenant-settings.ts';
import { changeTenantSettings, readTenantSettings } from '../../store/tenant/tenant-settings.ts';
import { addJob } from '../../store/jobs/jobs.ts';
import { activeAdministratorCount } from '../../store/access/approvals.ts';
import type { SettingsProposalView } from '../../store/access/settings-proposals.ts';
import {
  FOUR_EYES_SETTINGS,
  decideProposal,
  switchFourEyes,
  waitingProposals,
} from '../../store/access/settings-proposals.ts';
import type { Principal } from '../http/principal.ts';
import { beginJob } from '../jobs/begin-job.ts';
import { notFound, problem } from '../http/problem.ts';
import { languageCode, templateName } from '../templates/definition.ts';
import { int, nothing } from '../http/input.ts';
import { audit } from '../http/access.ts';
import { agreed, missingAfter } from '../access/approvals.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';
import { route } from '../http/route.ts';
import { OK, approvals, byId, id, ok, time } from '../http/schemas.ts';

const TAG = 'Settings';
const WINDOW_WARNING = {
  description: 'How long before the end of the customer-service window the event `window_expiring` comes; 0: never.',
};
const TWO_PEOPLE =
  'It can be switched on where two administrators are active; switching it off waits in `proposals` until another administrator agrees.';
const FOUR_EYES = {
  description: `A template is changed at WhatsApp only when another administrator than the author agreed. ${TWO_PEOPLE}`,
};
const fallbackTemplate = z.strictObject({ name: templateName, language: languageCode }).nullable().meta({
  description:
    'Sent, as a message of its own, when the customer-service window closed on a reply that waited. It must be approved and take no parameters; null: none.',
});
const AI_FOUR_EYES = {
  description: `AI policies and articles take effect only when another administrator than the author agreed. ${TWO_PEOPLE}`,
};
const GRACE = {
  description: 'After so many seconds without its workbench an agent becomes away (`connection_lost`); 0: never.',
};
const REQUEUE = {
  description:
    'After so many minutes away for that reason an agent’s conversations wait in their queues again; 0: they stay.',
};
const SUPERVISORS = {
  description:
    'Agents are shown that an administrator has a conversation open who is not working on it; an administrator who writes in it is always shown.',
};
const UNDO_SEND = {
  description:
    'For so many seconds what was sent off in the workbench can be taken back, before it goes to the API; 0: it goes at once.',
};
const MINUTE_MS = 60_000;
const LIVES = {
  reopenWithinMinutes: int(0, 43_200).meta({
    description: 'A contact who writes within this time after the close goes on in the same conversation.',
  }),
  archiveAfterMinutes: int(0, 525_600).meta({ description: 'A closed conversation is archived after this time.' }),
  retentionDays: int(1, 3_650).meta({ description: 'What was written and sent is deleted after so many days.' }),
};
const proposal = z
  .object({
    id,
    setting: z.enum(FOUR_EYES_SETTINGS),
    value: z.boolean(),
    author: z.object({ kind: z.string(), id }),
    createdAt: time,
    approvals,
  })
  .meta({ id: 'SettingsProposal', description: 'A setting that one person alone does not change.' });
const settings = z
  .object({
    ...LIVES,
    windowWarningMinutes: z.int().meta(WINDOW_WARNING),
    templateFourEyes: z.boolean().meta(FOUR_EYES),
    aiFourEyes: z.boolean().meta(AI_FOUR_EYES),
    presenceGraceSeconds: z.int().meta(GRACE),
    lostRequeueMinutes: z.int().meta(REQUEUE),
    supervisorsShown: z.boolean().meta(SUPERVISORS),
    undoSendSeconds: z.int().meta(UNDO_SEND),
    fallbackTemplate,
    proposals: z.array(proposal).meta({ description: 'Switchings off that wait for another administrator.' }),
    activeAdministrators: z.int().meta({
      description:
        'People who can propose and agree. With fewer than two, what waits for another person keeps waiting.',
    }),
  })
  .meta({ id: 'Settings' });
function view(
  {
    fallbackTemplateName: name,
    fallbackTemplateLanguage: language,
    reopenWithinMs,
    archiveAfterMs,
    ...shown
  }: TenantSettings,
  proposals: readonly SettingsProposalView[],
  activeAdministrators: number,
): z.input<typeof settings> {
  return {
    ...shown,
    reopenWithinMinutes: Math.round(Number(reopenWithinMs) / MINUTE_MS),
    archiveAfterMinutes: Math.round(Number(archiveAfterMs) / MINUTE_MS),
    fallbackTemplate: name === null || language === null ? null : { name, language },
    proposals: proposals.map(each => ({
      ...each,
      author: { ...each.author },
      approvals: { ...each.approvals, by: [...each.approvals.by] },
    })),
    activeAdministrators,
  };
}

async function settingsView(unit: TenantUnit): Promise<z.input<typeof settings>> {
  return view(await readTenantSettings(unit), await waitingProposals(unit), await activeAdministratorCount(unit));
}

const read = route({
  method: 'get',
  path: '/settings',
  tag: TAG,
  summary: 'The tenant’s settings, and what is to change of them',
  roles: ['TENANT_ADMIN'],
  answer: settings,
  handle: ({ work }) => work(settingsView),
});

const own = route({
  method: 'get',
  path: '/me/settings',
  tag: TAG,
  summary: 'The tenant’s settings that the workbench follows, for everybody who works in it',
  roles: AGENTS_AND_ADMINS,
  answer: z.object({ undoSendSeconds: z.int().meta(UNDO_SEND) }).meta({ id: 'WorkbenchSettings' }),
  handle: ({ work }) =>
    work(async unit => {
      const { undoSendSeconds } = await readTenantSettings(unit);
      return { undoSendSeconds };
    }),
});

/** Settings from which the deadlines of conversations are computed; a job applies their change to existing ones. */
const PLANNED = ['archiveAfterMinutes', 'retentionDays', 'windowWarningMinutes'] as const;
const inMs = (minutes: number | undefined): number | undefined =>
  minutes === undefined ? undefined : minutes * MINUTE_MS;

const change = route({
  method: 'put',
  path: '/settings',
  tag: TAG,
  summary: 'Change those settings that are given; switching four eyes off is only proposed',
  roles: ['TENANT_ADMIN'],
  body: z.strictObject({
    ...z.strictObject(LIVES).partial().shape,
    windowWarningMinutes: int(0, 23 * 60).optional(),
    templateFourEyes: z.boolean().optional(),
    aiFourEyes: z.boolean().optional(),
    presenceGraceSeconds: z.union([z.literal(0), int(30, 3_600)]).optional(),
    lostRequeueMinutes: int(0, 1_440).optional(),
    supervisorsShown: z.boolean().optional(),
    undoSendSeconds: int(0, 10).optional(),
    fallbackTemplate: fallbackTemplate.optional(),
  }),
  answer: settings.extend({
    jobId: z
      .uuid()
      .nullable()
      .meta({ description: 'Applies the change to all conversations: `GET /jobs/{id}`. Null: nothing to apply.' }),
  }),
  handle: async ({ app, work, principal, tenantId, body, at }) => {
    const { shown, job } = await work(async unit => {
      const { fallbackTemplate: fallback, reopenWithinMinutes, archiveAfterMinutes, ...others } = body;
      const plain = { ...others, ...(await fourEyes(unit, body, principal, at)) };
      if (fallback != null) await checkFallback(unit, fallback);
      const wanted = {
        ...plain,
        reopenWithinMs: inMs(reopenWithinMinutes),
        archiveAfterMs: inMs(archiveAfterMinutes),
        ...(fallback === undefined
          ? {}
          : { fallbackTemplateName: fallback?.name ?? null, fallbackTemplateLanguage: fallback?.language ?? null }),
      };
      await changeTenantSettings(unit, wanted);
      // What is open in workbenches follows some of them.
      unit.wake.beside.push(['settings', unit.tenantId]);
      await audit(
        unit,
        principal,
        'settings.change',
        unit.tenantId,
        at,
        Object.fromEntries(
          Object.entries(wanted).flatMap(([name, value]) =>
            value === undefined ? [] : [[name, typeof value === 'boolean' ? Number(value) : value]],
          ),
        ),
      );
      return {
        shown: await settingsView(unit),
        job: PLANNED.some(name => body[name] !== undefined)
          ? await addJob(unit, { kind: 'apply_settings', queueId: null }, principal, at)
          : null,
      };
    });
    if (job !== null) await beginJob(app, tenantId, job);
    return { ...shown, jobId: job?.id ?? null };
  },
});

/**
 * The four-eyes settings that change at once. Switching one off is stored as a proposal instead, which another
 * administrator has to approve.
 * @throws problem 409 `too_few_administrators` when there are not two active administrators.
 */
async function fourEyes(
  unit: TenantUnit,
  wishes: { readonly templateFourEyes?: boolean | undefined; readonly aiFourEyes?: boolean | undefined },
  principal: Principal,
  at: number,
): Promise<{ templateFourEyes?: boolean | undefined; aiFourEyes?: boolean | undefined }> {
  const held = { templateFourEyes: wishes.templateFourEyes, aiFourEyes: wishes.aiFourEyes };
  for (const setting of FOUR_EYES_SETTINGS) {
    const wish = wishes[setting];
    if (wish === undefined) continue;
    const result = await switchFourEyes(unit, setting, wish, principal, at);
    if (result.kind === 'too_few_administrators')
      throw problem(
        409,
        'too_few_administrators',
        'Four eyes need two administrators who are active. Have another one set up first.',
        { field: setting },
      );
    if (result.kind !== 'proposed') continue;
    held[setting] = undefined;
    if (result.isNew) await audit(unit, principal, 'settings.propose', result.id, at, { setting, value: Number(wish) });
  }
  return held;
}

const decide = (agrees: boolean) =>
  route({
    method: 'post',
    path: `/settings/proposals/{id}/${agrees ? 'approve' : 'decline'}`,
    tag: TAG,
    roles: ['TENANT_ADMIN'],
    params: byId,
    body: nothing,
    answer: agrees ? agreed : ok,
    summary: agrees
      ? 'Agree to another administrator’s proposal: with the last one who has to agree the setting holds'
      : 'Decline a proposal, or take back one’s own',
    handle: ({ work, principal, params, at }) =>
      work(async unit => {
        const result = await decideProposal(unit, params.id, principal, agrees, at);
        if (result === 'unknown') throw notFound('The proposal');
        if (result === 'not_waiting')
          throw problem(409, 'not_waiting_for_approval', 'The proposal does not wait for anybody’s approval.');
        const missing = result === 'declined' ? 0 : missingAfter(result, { ownCode: 'own_change' });
        await audit(unit, principal, `settings.${agrees ? 'approve' : 'decline'}`, params.id, at, { missing });
        return agrees ? { ok: true as const, missing } : OK;
      }),
  });

/**
 * Checks a fallback template: some account of the tenant can send it, and it takes no parameters.
 * @throws problem 400 `template_unknown`, `template_needs_parameters`; 409 `template_not_sendable`
 */
async function checkFallback(
  unit: TenantUnit,
  wanted: { readonly name: string; readonly language: string },
): Promise<void> {
  const found = (await templatesNamed(unit, wanted)).map(templateView);
  if (found.length === 0)
    throw problem(
      400,
      'template_unknown',
      'WhatsApp has no such template in this language for a number of the tenant.',
      { field: 'fallbackTemplate.name' },
    );
  if (!found.some(template => template.sendable))
    throw problem(409, 'template_not_sendable', found[0]?.explanation ?? '', { field: 'fallbackTemplate.name' });
  if (found.some(template => template.parameters.some(slot => slot.required)))
    throw problem(400, 'template_needs_parameters', 'A fall-back template must take no parameters.', {
      field: 'fallbackTemplate.name',
    });
}

export const settingsRoutes = [read, own, change, decide(true), decide(false)];
