/** Templates as Meta keeps them: listed in pages, and paused, rejected or changed through the control API. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Express } from 'express';
import { z } from 'zod';
import { pageOf } from './page-of.ts';
import type { SimulatedNumber } from './state.ts';
import { holdsToken } from './state.ts';
import type { SimulatedTemplate } from './template-filling.ts';
import { COMPONENT_TYPES } from './template-filling.ts';
import type { WebhookSender } from './webhooks.ts';

export type { Component, SimulatedTemplate } from './template-filling.ts';
export { COMPONENT_TYPES, fillTemplate, variables } from './template-filling.ts';

/** The templates of a new account. */
const FIRST: readonly Pick<SimulatedTemplate, 'name' | 'language' | 'category' | 'status' | 'components'>[] = [
  {
    name: 'order_update',
    language: 'en_US',
    category: 'UTILITY',
    status: 'APPROVED',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Your order {{order}}' },
      { type: 'BODY', text: 'Hello {{first_name}}, your order will arrive on {{day}}.' },
      { type: 'FOOTER', text: 'Reply STOP to hear no more' },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Thank you' }] },
    ],
  },
  {
    name: 'appointment_reminder',
    language: 'en_US',
    category: 'UTILITY',
    status: 'APPROVED',
    components: [{ type: 'BODY', text: 'We see you on {{1}} at {{2}}. Answer if you cannot come.' }],
  },
  {
    name: 'delivery_photo',
    language: 'en_US',
    category: 'UTILITY',
    status: 'APPROVED',
    components: [
      { type: 'HEADER', format: 'IMAGE' },
      { type: 'BODY', text: 'Hello {{first_name}}, we left it {{place}}.' },
    ],
  },
  {
    name: 'spring_sale',
    language: 'en_US',
    category: 'MARKETING',
    status: 'PAUSED',
    components: [{ type: 'BODY', text: 'Spring is here: everything {{1}} percent off.' }],
  },
];

const change = z.strictObject({
  status: z.string().optional(),
  reason: z.string().default('NONE'),
  category: z.string().optional(),
  quality: z.string().optional(),
  silent: z.boolean().default(false),
});
const addition = z.object({
  name: z.string(),
  language: z.string().default('en_US'),
  category: z.string().default('UTILITY'),
  status: z.string().default('APPROVED'),
  components: z.array(z.looseObject({ type: z.enum(COMPONENT_TYPES) })),
});

/** The templates of all accounts. */
export class SimulatedTemplates {
  readonly #byWaba = new Map<string, SimulatedTemplate[]>();
  readonly #file: string | null;
  #ids = 7_000_000;

  /** @param file keeps them over a restart; null: they are kept in memory only. */
  constructor(file: string | null = null) {
    this.#file = file;
    if (file === null || !existsSync(file)) return;
    for (const [wabaId, all] of Object.entries(
      JSON.parse(readFileSync(file, 'utf8')) as Record<string, SimulatedTemplate[]>,
    ))
      this.#byWaba.set(wabaId, all);
    this.#ids = Math.max(this.#ids, ...[...this.#byWaba.values()].flat().map(each => Number(each.id)));
  }

  /** Writes all templates to the file; to be called after a change to one. */
  keep(): void {
    if (this.#file === null) return;
    writeFileSync(`${this.#file}.new`, JSON.stringify(Object.fromEntries(this.#byWaba)));
    renameSync(`${this.#file}.new`, this.#file);
  }

  /** The templates of an account: the list itself, which callers may change. */
  of(wabaId: string): SimulatedTemplate[] {
    const known = this.#byWaba.get(wabaId) ?? FIRST.map(each => this.#new(each));
    this.#byWaba.set(wabaId, known);
    return known;
  }

  add(
    wabaId: string,
    given: Pick<SimulatedTemplate, 'name' | 'language' | 'category' | 'status' | 'components'>,
  ): SimulatedTemplate {
    const added = this.#new(given);
    this.of(wabaId).push(added);
    this.keep();
    return added;
  }

  #new(given: Pick<SimulatedTemplate, 'name' | 'language' | 'category' | 'status' | 'components'>): SimulatedTemplate {
    this.#ids += 1;
    return { ...given, id: String(this.#ids), rejected_reason: 'NONE', quality_score: { score: 'UNKNOWN' } };
  }
}

export function templateRoutes(
  server: Express,
  templates: SimulatedTemplates,
  numbers: readonly SimulatedNumber[],
  webhooks: WebhookSender,
): void {
  server.get(/^\/v\d+\.\d+\/(\d+)\/message_templates$/, (request, response) => {
    const wabaId = (request.params as unknown as string[])[0] ?? '';
    const number = numbers.find(each => each.wabaId === wabaId && holdsToken(each, request.get('authorization')));
    if (number === undefined)
      return void response
        .status(401)
        .json({ error: { message: '(#190) Access token has expired', type: 'OAuthException', code: 190 } });
    const name = z.string().optional().parse(request.query['name']);
    response.json(
      pageOf(
        templates.of(wabaId).filter(each => name === undefined || each.name === name),
        request,
      ),
    );
  });
  server.post(
    '/control/templates/:waba',
    (request, response) =>
      void response
        .status(201)
        .json(
          templates.add(request.params.waba, addition.parse(request.body) as Parameters<SimulatedTemplates['add']>[1]),
        ),
  );
  server.put('/control/templates/:waba/:name', (request, response) => {
    const template = templates.of(request.params.waba).find(each => each.name === request.params.name);
    if (template === undefined) return void response.status(404).json({ error: 'there is no such template' });
    changeTemplate(templates, webhooks, request.params.waba, template, change.parse(request.body));
    response.json(template);
  });
}

/** Changes a template as Meta itself does, and reports it by webhook unless `silent`. */
export function changeTemplate(
  templates: SimulatedTemplates,
  webhooks: WebhookSender,
  waba: string,
  template: SimulatedTemplate,
  { status, reason, category, quality, silent }: z.infer<typeof change>,
): void {
  const tell = (field: string, value: object): void => {
    if (!silent)
      webhooks.update(waba, field, {
        message_template_id: Number(template.id),
        message_template_name: template.name,
        message_template_language: template.language,
        ...value,
      });
  };
  if (status !== undefined) {
    template.status = status;
    template.rejected_reason = reason;
    tell('message_template_status_update', { event: status, reason });
  }
  if (category !== undefined) {
    tell('template_category_update', { previous_category: template.category, new_category: category });
    template.category = category;
  }
  if (quality !== undefined) {
    tell('message_template_quality_update', {
      previous_quality_score: template.quality_score.score,
      new_quality_score: quality,
    });
    template.quality_score = { score: quality };
  }
  templates.keep();
}
