import { ApplicationFailure } from '@temporalio/common';
import { openToken } from '../../store/numbers/token.ts';
import { noteTrouble } from '../../store/numbers/numbers.ts';
import type { ListedTemplate } from '../../store/templates/templates.ts';
import { accountsOf, replaceTemplates } from '../../store/templates/templates.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import type { TemplateComponent } from '../../domain/whatsapp/template.ts';
import type { TemplateActivities } from '../../workflows/contract.ts';
import type { TemplateDependencies } from './changes.ts';
import { templateChangeActivities } from './changes.ts';
import { pages } from '../whatsapp/pages.ts';

const FIELDS = 'id,name,language,category,status,rejected_reason,quality_score,components';

/** Keeps our copy of the templates as WhatsApp lists them, and submits people's changes to WhatsApp. */
export function templateActivities(dependencies: TemplateDependencies): TemplateActivities {
  const { database, tenants, box, graph, clock } = dependencies;
  return {
    ...templateChangeActivities(dependencies),

    async listAccounts({ tenantId }) {
      const wanted = tenantId === null ? await tenants.withNumbers() : [tenantId];
      const found = await Promise.all(
        wanted.map(async tenant =>
          (await database.withTenant(tenant, accountsOf)).map(({ wabaId }) => ({ tenantId: tenant, wabaId })),
        ),
      );
      return found.flat();
    },

    async syncTemplates({ tenantId, wabaId }) {
      const account = (await database.withTenant(tenantId, accountsOf)).find(each => each.wabaId === wabaId);
      if (account === undefined) return;
      const token = openToken(box, tenantId, account.numberId, account.accessToken);
      const begunAt = await clock();
      const listed: ListedTemplate[] = [];
      for await (const result of pages(graph, `${encodeURIComponent(wabaId)}/message_templates`, FIELDS, token)) {
        if (result.kind !== 'ok') {
          if (result.kind === 'rejected')
            await database.withTenant(tenantId, unit => noteTrouble(unit, account.numberId, result, begunAt, begunAt));
          throw ApplicationFailure.create({
            message: `WhatsApp did not list the templates: ${result.kind}`,
            type: 'templates_not_listed',
            nonRetryable: result.kind === 'rejected',
          });
        }
        const { data } = result.body as { data?: unknown[] };
        listed.push(...(data ?? []).flatMap(each => readTemplate(each) ?? []));
      }
      await unitOfWork(database)(tenantId, unit => replaceTemplates(unit, wabaId, listed, begunAt));
    },
  };
}

/** @returns null for a template without id, name or language, which could not be sent. */
function readTemplate(value: unknown): ListedTemplate | null {
  const {
    id,
    name,
    language,
    category,
    status,
    rejected_reason: reason,
    quality_score: quality,
    components,
  } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof language !== 'string') return null;
  const score = (quality as { score?: unknown } | undefined)?.score;
  const text = (part: unknown, otherwise: string): string => (typeof part === 'string' ? part : otherwise);
  return {
    metaId: id,
    name,
    language,
    category: text(category, 'UTILITY'),
    status: text(status, 'PENDING'),
    reason: typeof reason === 'string' ? reason : null,
    quality: typeof score === 'string' ? score : null,
    components: Array.isArray(components) ? (components as TemplateComponent[]) : [],
  };
}
