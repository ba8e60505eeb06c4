import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { DefinedCard, DefinedComponent } from '../../domain/whatsapp/template-definition.ts';
import { parameterFormat } from '../../domain/whatsapp/template-definition.ts';
import type { TemplateChange } from '../../store/generated/client.ts';
import { openToken } from '../../store/numbers/token.ts';
import { openWhole } from '../../store/media/cipher.ts';
import type { ObjectStore } from '../../store/media/object-store.ts';
import { uploadedFile } from '../../store/media/uploads.ts';
import { noteTrouble } from '../../store/numbers/numbers.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import { changeToSubmit, noteRefused, noteSubmitted, openChanges } from '../../store/templates/changes.ts';
import { accountsOf } from '../../store/templates/templates.ts';
import type { Tenants } from '../../store/tenant/tenants.ts';
import type { GraphDependencies } from '../whatsapp/dependencies.ts';
import type { TemplateActivities } from '../../workflows/contract.ts';
import type { GraphResult } from '../whatsapp/graph-client.ts';
import { graphUnavailable } from '../whatsapp/graph-unavailable.ts';

export interface TemplateDependencies extends GraphDependencies {
  readonly objects: ObjectStore;
  readonly tenants: Pick<Tenants, 'withNumbers'>;
}

/** Sentences for people, by the type of the failure for which a change is given up. */
const WORDS: Readonly<Record<string, string>> = {
  not_submitted: 'WhatsApp could not be reached for two days.',
  no_account: 'The tenant has no number of this account any more.',
  no_file: 'The example file of the header is not kept any more; it has to be uploaded again.',
};

/** Submits changes of templates to WhatsApp. */
export function templateChangeActivities({
  database,
  tenants,
  box,
  graph,
  objects,
  clock,
}: TemplateDependencies): Pick<
  TemplateActivities,
  'listOpenChanges' | 'submitTemplateChange' | 'giveUpTemplateChange'
> {
  /** The template as WhatsApp lists it now; undefined if it does not. */
  async function atWhatsApp(
    change: TemplateChange,
    token: string,
  ): Promise<{ id: string; status: string; category: string } | undefined> {
    const result = await graph.get(
      `${encodeURIComponent(change.wabaId)}/message_templates`,
      { name: change.name, fields: 'id,name,language,status,category', limit: '100' },
      token,
    );
    if (result.kind !== 'ok') throw graphUnavailable(result, 'not_submitted');
    const { data = [] } = result.body as {
      data?: { id: string; name: string; language: string; status: string; category: string }[];
    };
    return data.find(each => each.name === change.name && each.language === change.language);
  }

  /** Whether an earlier try whose answer was lost has already created or deleted it; then as a successful result. */
  async function doneBefore(change: TemplateChange, token: string): Promise<GraphResult | null> {
    const found =
      Context.current().info.attempt === 1 || change.action === 'edit' ? null : await atWhatsApp(change, token);
    if (found === null || (found === undefined) === (change.action === 'create')) return null;
    return { kind: 'ok', httpStatus: 200, body: found ?? { success: true } };
  }

  /**
   * Uploads a header's example file to WhatsApp, if it has one.
   * @returns the component as WhatsApp expects it, or the failed result of the upload.
   */
  async function withExample(
    change: TemplateChange,
    component: DefinedComponent,
    token: string,
  ): Promise<GraphResult | DefinedComponent> {
    const uploadId = component.example?.uploadId;
    if (uploadId === undefined) return component;
    const file = await database.withTenant(change.tenantId, unit => uploadedFile(unit, box, uploadId));
    if (file === null) throw ApplicationFailure.nonRetryable('the example file is gone', 'no_file');
    const result = await graph.uploadExample(
      { mime: file.mime, size: file.size, content: openWhole(objects, file) },
      token,
    );
    const handle = result.kind === 'ok' ? result.body['h'] : null;
    if (typeof handle !== 'string')
      return result.kind === 'ok'
        ? { kind: 'unknown', text: 'the answer names no handle', httpStatus: result.httpStatus, code: null }
        : result;
    return { ...component, example: { header_handle: [handle] } };
  }

  /** The components with the example files of all headers uploaded, including those of cards. */
  async function withExamples(
    change: TemplateChange,
    components: readonly DefinedComponent[],
    token: string,
  ): Promise<GraphResult | readonly DefinedComponent[]> {
    const written: DefinedComponent[] = [];
    for (const component of components) {
      const own = await withExample(change, component, token);
      if ('kind' in own) return own;
      const cards: DefinedCard[] = [];
      for (const card of component.cards ?? []) {
        const parts = await withExamples(change, card.components, token);
        if ('kind' in parts) return parts;
        cards.push({ components: parts });
      }
      written.push(component.cards === undefined ? own : { ...own, cards });
    }
    return written;
  }

  async function submit(change: TemplateChange, token: string): Promise<GraphResult> {
    const written = await withExamples(change, (change.components ?? []) as unknown as DefinedComponent[], token);
    if ('kind' in written) return written;
    const account = `${encodeURIComponent(change.wabaId)}/message_templates`;
    const { name, language, category } = change;
    if (change.action === 'delete')
      return graph.delete(account, { name, ...(change.metaId === null ? {} : { hsm_id: change.metaId }) }, token);
    if (change.action === 'edit')
      return graph.post(
        encodeURIComponent(change.metaId ?? ''),
        { components: written, ...(category === null ? {} : { category }) },
        token,
      );
    return graph.post(
      account,
      {
        name,
        language,
        category,
        components: written,
        parameter_format: parameterFormat(written),
        allow_category_change: change.allowCategoryChange,
      },
      token,
    );
  }

  return {
    async listOpenChanges({ tenantId }) {
      const wanted = tenantId === null ? await tenants.withNumbers() : [tenantId];
      return (
        await Promise.all(
          wanted.map(async tenant =>
            (await database.withTenant(tenant, openChanges)).map(changeId => ({ tenantId: tenant, changeId })),
          ),
        )
      ).flat();
    },

    async submitTemplateChange({ tenantId, changeId }) {
      const change = await database.withTenant(tenantId, unit => changeToSubmit(unit, changeId));
      if (change === null) return null;
      const account = (await database.withTenant(tenantId, accountsOf)).find(each => each.wabaId === change.wabaId);
      if (account === undefined) throw ApplicationFailure.nonRetryable('the account is gone', 'no_account');
      const token = openToken(box, tenantId, account.numberId, account.accessToken);
      const begunAt = await clock();
      const result = (await doneBefore(change, token)) ?? (await submit(change, token));
      if (result.kind === 'rejected') {
        const at = await clock();
        await unitOfWork(database)(tenantId, async unit => {
          await noteRefused(unit, changeId, result.code, result.text, at);
          await noteTrouble(unit, account.numberId, result, begunAt, at);
        });
        return null;
      }
      if (result.kind !== 'ok') throw graphUnavailable(result, 'not_submitted');
      const { id, status, category } = result.body as { id?: unknown; status?: unknown; category?: unknown };
      const answer =
        typeof id === 'string'
          ? {
              metaId: id,
              status: typeof status === 'string' ? status : 'PENDING',
              category: typeof category === 'string' ? category : null,
            }
          : null;
      // A list that WhatsApp gave while it took an edit or a deletion may not know of it.
      const asOf = change.action === 'create' ? begunAt : await clock();
      await unitOfWork(database)(tenantId, unit =>
        noteSubmitted(unit, change, change.action === 'create' ? answer : null, asOf),
      );
      return { tenantId, wabaId: change.wabaId };
    },

    async giveUpTemplateChange({ tenantId, changeId, reason }) {
      const at = await clock();
      await unitOfWork(database)(tenantId, unit =>
        noteRefused(unit, changeId, null, WORDS[reason] ?? WORDS['not_submitted'] ?? reason, at),
      );
    },
  };
}
