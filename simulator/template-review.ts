/** Creation, editing and deletion of templates, and Meta's review of them. Written from Meta's reference alone. */
import { randomUUID } from 'node:crypto';
import express from 'express';
import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import type { FaultOrder, SimulatorSettings } from './settings.ts';
import type { SimulatedNumber } from './state.ts';
import { holdsToken } from './state.ts';
import type { Component, SimulatedTemplate, SimulatedTemplates } from './templates.ts';
import { COMPONENT_TYPES, changeTemplate, variables } from './templates.ts';
import type { WebhookSender } from './webhooks.ts';

export interface ReviewParts {
  readonly templates: SimulatedTemplates;
  readonly numbers: readonly SimulatedNumber[];
  readonly webhooks: WebhookSender;
  readonly settings: () => SimulatorSettings;
  /** `accept_then_drop` with `to: 'template'` applies here: the template is created, and the answer is lost. */
  readonly faults: FaultOrder[];
}

const LIMITS: Readonly<Record<string, number>> = { HEADER: 60, BODY: 1024, FOOTER: 60 };
const written = z.object({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/),
  language: z.string().min(2),
  category: z.enum(['MARKETING', 'UTILITY', 'AUTHENTICATION']),
  parameter_format: z.enum(['NAMED', 'POSITIONAL']).default('POSITIONAL'),
  components: z.array(z.looseObject({ type: z.enum(COMPONENT_TYPES) })),
});

interface Fault {
  readonly message: string;
  readonly subcode: number;
}
const fail = (response: Response, { message, subcode }: Fault, status = 400): void =>
  void response.status(status).json({
    error: {
      message: 'Invalid parameter',
      type: 'OAuthException',
      code: 100,
      error_subcode: subcode,
      error_data: { details: message },
    },
  });

interface Example {
  readonly header_text?: string[];
  readonly header_handle?: string[];
  readonly header_text_named_params?: object[];
  readonly body_text?: string[][];
  readonly body_text_named_params?: object[];
}

const invalid = (message: string): Fault => ({ message, subcode: 2_388_043 });

/** What Meta refuses about a template at once, before its review; null: nothing. */
function faultOf(components: readonly Component[], format: string, category: string): Fault | null {
  if (!components.some(each => each.type === 'BODY'))
    return { message: 'Template must have a BODY component', subcode: 2388043 };
  return (
    partsFault(components, format) ??
    offerFault(components) ??
    carouselFault(components, format) ??
    categoryFault(components, category)
  );
}

function partsFault(components: readonly Component[], format: string): Fault | null {
  for (const component of components) {
    const { type, text = '', buttons = [] } = component;
    const example = (component as { example?: Example }).example ?? {};
    const used = variables(text);
    if (text.length > (LIMITS[type] ?? Infinity)) return { message: `${type} text is too long`, subcode: 2388040 };
    if (type === 'FOOTER' && used.length > 0) return { message: 'FOOTER cannot have variables', subcode: 2388044 };
    if (type === 'BODY' && (/^\{\{/.test(text.trim()) || /\}\}$/.test(text.trim())))
      return { message: 'Variables can’t be at the start or end of the template', subcode: 2388299 };
    if (format === 'POSITIONAL' && used.some(each => !/^\d+$/.test(each) || Number(each) > used.length))
      return { message: 'Variable parameters are not in order', subcode: 2388299 };
    const examples =
      type === 'HEADER'
        ? (example.header_text ?? example.header_text_named_params ?? [])
        : (example.body_text?.[0] ?? example.body_text_named_params ?? []);
    if (used.length > 0 && examples.length !== used.length)
      return { message: `${type} needs examples of its variables`, subcode: 2388043 };
    if (
      type === 'HEADER' &&
      ['IMAGE', 'VIDEO', 'DOCUMENT'].includes(component.format ?? '') &&
      example.header_handle?.length !== 1
    )
      return { message: 'HEADER needs an example file', subcode: 2388273 };
    if (
      buttons.length > 10 ||
      buttons.filter(each => each.type === 'URL').length > 2 ||
      buttons.some(each => (each.text ?? '').length > 25)
    )
      return { message: 'Too many buttons, or too long ones', subcode: 2388060 };
    const wrong = buttons.map(buttonFault).find(each => each !== null);
    if (wrong != null) return invalid(wrong);
  }
  return null;
}

function buttonFault(button: Readonly<Record<string, unknown>>): string | null {
  if (button['type'] === 'FLOW') {
    if (['flow_id', 'flow_name', 'flow_json'].filter(name => button[name] !== undefined).length !== 1)
      return 'A FLOW button needs one of flow_id, flow_name and flow_json';
    return button['flow_action'] === 'data_exchange' && button['navigate_screen'] !== undefined
      ? 'navigate_screen belongs to the flow action navigate'
      : null;
  }
  // WhatsApp shows a label of its own, in the customer's language.
  return button['type'] === 'REQUEST_CONTACT_INFO' &&
    button['text'] !== undefined &&
    button['text'] !== 'Share Contact Info'
    ? 'Button text modification not allowed'
    : null;
}

/** Source: Cloud API, "Limited-time offer templates". */
function offerFault(components: readonly Component[]): Fault | null {
  const of = (type: string): Component | undefined => components.find(each => each.type === type);
  const offer = of('LIMITED_TIME_OFFER')?.limited_time_offer;
  if (offer === undefined)
    return of('LIMITED_TIME_OFFER') === undefined ? null : invalid('limited_time_offer is required');
  const buttons = of('BUTTONS')?.buttons ?? [];
  const copy = buttons.findIndex(each => each.type === 'COPY_CODE');
  if (offer.text.length > 16) return invalid('limited_time_offer text is too long');
  if (of('FOOTER') !== undefined) return invalid('Footer components are not supported');
  if (!['IMAGE', 'VIDEO'].includes(of('HEADER')?.format ?? 'IMAGE')) return invalid('The header can be IMAGE or VIDEO');
  if ((of('BODY')?.text ?? '').length > 600) return invalid('BODY text is too long');
  if (copy > 0 || (offer.has_expiration === true && copy < 0))
    return invalid('The copy code button must appear first in the array');
  return buttons.some(each => each.type === 'URL') ? null : invalid('A URL button is required');
}

/** Source: Cloud API, "Media card carousel templates" and "Product card carousel templates". */
function carouselFault(components: readonly Component[], format: string): Fault | null {
  const carousel = components.find(each => each.type === 'CAROUSEL');
  if (carousel === undefined) return null;
  const cards = carousel.cards ?? [];
  if (cards.length < 2 || cards.length > 10) return invalid('A carousel has 2 to 10 cards');
  const shape = (card: { readonly components: readonly Component[] }): string =>
    card.components
      .map(each => `${each.type} ${each.format ?? ''} ${(each.buttons ?? []).map(button => button.type).join()}`)
      .sort()
      .join();
  for (const card of cards) {
    const of = (type: string): Component | undefined => card.components.find(each => each.type === type);
    if (!['IMAGE', 'VIDEO', 'PRODUCT'].includes(of('HEADER')?.format ?? ''))
      return invalid('A card needs an image, video or product header');
    if ((of('BODY')?.text ?? '').length > 160 || (of('BUTTONS')?.buttons ?? []).length > 2)
      return invalid('A card has up to 160 characters and two buttons');
    if (shape(card) !== shape(cards[0] ?? card)) return invalid('All cards must have the same components');
    const fault = partsFault(card.components, format);
    if (fault !== null) return fault;
  }
  return null;
}

const MARKETING_BUTTONS = new Set(['CATALOG', 'MPM', 'SPM']);
function categoryFault(components: readonly Component[], category: string): Fault | null {
  const marketing = components.some(
    each =>
      each.type === 'CAROUSEL' ||
      each.type === 'LIMITED_TIME_OFFER' ||
      (each.buttons ?? []).some(button => MARKETING_BUTTONS.has(button.type)),
  );
  return marketing && category.toUpperCase() !== 'MARKETING'
    ? invalid('Only templates categorized as MARKETING are supported')
    : null;
}

/** All components, those of carousel cards included. */
const everyComponent = (components: readonly Component[]): Component[] =>
  components.flatMap(each => [each, ...(each.cards ?? []).flatMap(card => card.components)]);

/** The components of an authentication template, whose texts and link Meta prescribes. */
function otpComponents(components: readonly Component[]): Component[] {
  const of = (type: string) =>
    components.find(each => each.type === type) as
      (Component & { add_security_recommendation?: boolean; code_expiration_minutes?: number }) | undefined;
  const minutes = of('FOOTER')?.code_expiration_minutes;
  const button = of('BUTTONS')?.buttons?.[0]?.text ?? 'Copy code';
  return [
    {
      type: 'BODY',
      text: `*{{1}}* is your verification code.${of('BODY')?.add_security_recommendation === true ? ' For your security, do not share this code.' : ''}`,
    },
    ...(minutes === undefined
      ? []
      : [{ type: 'FOOTER', text: `This code expires in ${minutes} minutes.` } as Component]),
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'URL', text: button, url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}' },
      ],
    },
  ];
}

export function templateReviewRoutes(
  server: Express,
  { templates, numbers, webhooks, settings, faults }: ReviewParts,
): void {
  const accountOf = (request: Request): string | null =>
    numbers.find(each => holdsToken(each, request.get('authorization')))?.wabaId ?? null;
  const refuseToken = (response: Response): void =>
    void response
      .status(401)
      .json({ error: { message: '(#190) Access token has expired', type: 'OAuthException', code: 190 } });

  function review(waba: string, template: SimulatedTemplate): void {
    const decide = (): void => {
      if (template.status !== 'PENDING') return;
      const rejected = template.name.includes('reject');
      changeTemplate(templates, webhooks, waba, template, {
        status: rejected ? 'REJECTED' : 'APPROVED',
        reason: rejected ? 'INVALID_FORMAT' : 'NONE',
        silent: false,
      });
    };
    setTimeout(decide, settings().templateReviewMs).unref();
  }

  const examples = new Map<string, { readonly size: number; handle: string | null }>();
  server.post(/^\/v\d+\.\d+\/app\/uploads$/, (request, response) => {
    if (accountOf(request) === null) return refuseToken(response);
    const wanted = z
      .object({
        file_length: z.coerce.number().int().min(1),
        file_type: z.enum(['image/jpeg', 'image/png', 'video/mp4', 'application/pdf']),
      })
      .safeParse(request.query);
    if (!wanted.success) return fail(response, { message: z.prettifyError(wanted.error), subcode: 1_363_041 });
    const id = `upload:${randomUUID()}`;
    examples.set(id, { size: wanted.data.file_length, handle: null });
    response.json({ id: `${id}?sig=${randomUUID().slice(0, 8)}` });
  });
  server.post(
    /^\/v\d+\.\d+\/(upload:[\w-]+)$/,
    express.raw({ limit: '120mb', type: () => true }),
    (request, response) => {
      if (request.get('authorization')?.startsWith('OAuth ') !== true || accountOf(request) === null)
        return refuseToken(response);
      const session = examples.get((request.params as unknown as string[])[0] ?? '');
      if (
        session === undefined ||
        request.get('file_offset') !== '0' ||
        (request.body as Buffer).length !== session.size
      )
        return fail(response, { message: 'Upload session or offset is wrong', subcode: 1_363_042 });
      session.handle = `4:${randomUUID()}`;
      response.json({ h: session.handle });
    },
  );
  const unknownHandle = (components: readonly Component[]): boolean =>
    everyComponent(components).some(each =>
      ((each as { example?: Example }).example?.header_handle ?? []).some(
        handle => ![...examples.values()].some(known => known.handle === handle),
      ),
    );

  server.post(/^\/v\d+\.\d+\/(\d+)\/message_templates$/, (request, response) => {
    const waba = (request.params as unknown as string[])[0] ?? '';
    if (accountOf(request) !== waba) return refuseToken(response);
    const parsed = written.safeParse(request.body);
    if (!parsed.success) return fail(response, { message: z.prettifyError(parsed.error), subcode: 2388040 });
    const { parameter_format: format, ...given } = parsed.data;
    const components = given.components as unknown as Component[];
    const wrong = faultOf(components, format, given.category);
    if (wrong !== null) return fail(response, wrong);
    if (unknownHandle(components))
      return fail(response, { message: 'The header handle is not valid', subcode: 2_388_273 });
    const brings = components.some(each => each.buttons?.some(button => button.type === 'OTP'));
    if (brings !== (given.category === 'AUTHENTICATION'))
      return fail(response, { message: 'AUTHENTICATION templates need an OTP button', subcode: 2_388_272 });
    if (templates.of(waba).some(each => each.name === given.name && each.language === given.language))
      return fail(response, {
        message: 'There is already content in this language for this template',
        subcode: 2388024,
      });
    const template = templates.add(waba, {
      ...given,
      components: given.category === 'AUTHENTICATION' ? otpComponents(components) : components,
      status: 'PENDING',
    });
    review(waba, template);
    const fault = faults.findIndex(each => each.to === 'template' && each.kind === 'accept_then_drop');
    if (fault >= 0) {
      faults.splice(fault, 1);
      return void response.socket?.destroy();
    }
    response.json({ id: template.id, status: template.status, category: template.category });
  });

  server.post(/^\/v\d+\.\d+\/(7\d{6})$/, (request, response) => {
    const waba = accountOf(request);
    if (waba === null) return refuseToken(response);
    const template = templates.of(waba).find(each => each.id === (request.params as unknown as string[])[0]);
    if (template === undefined) return fail(response, { message: 'Object does not exist', subcode: 33 });
    if (!['APPROVED', 'REJECTED', 'PAUSED'].includes(template.status))
      return fail(response, { message: 'Message template cannot be edited now', subcode: 2388003 });
    const { components, category } = request.body as { components: Component[]; category?: string };
    const fault = faultOf(
      components,
      everyComponent(components).some(each => variables(each.text ?? '').some(name => /\D/.test(name)))
        ? 'NAMED'
        : 'POSITIONAL',
      category ?? template.category,
    );
    if (fault !== null) return fail(response, fault);
    Object.assign(template, { components, status: 'PENDING', ...(category === undefined ? {} : { category }) });
    templates.keep();
    review(waba, template);
    response.json({ success: true });
  });

  server.delete(/^\/v\d+\.\d+\/(\d+)\/message_templates$/, (request, response) => {
    const waba = (request.params as unknown as string[])[0] ?? '';
    if (accountOf(request) !== waba) return refuseToken(response);
    const { name, hsm_id: id } = z.object({ name: z.string(), hsm_id: z.string().optional() }).parse(request.query);
    const all = templates.of(waba);
    const gone = all.filter(each => each.name === name && (id === undefined || each.id === id));
    if (gone.length === 0) return fail(response, { message: `There is no template ${name}`, subcode: 2593002 });
    all.splice(0, all.length, ...all.filter(each => !gone.includes(each)));
    templates.keep();
    response.json({ success: true });
  });
}
