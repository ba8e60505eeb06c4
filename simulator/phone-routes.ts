/** What the page that plays customers' phones asks for (`/phone`), and tests in its place. */
import type { Express } from 'express';
import { z } from 'zod';
import { blockedAs } from './blocks.ts';
import { chatOf } from './chat.ts';
import type { Phones } from './phones.ts';
import { phoneChange } from './phones.ts';
import type { SimulatedNumber, SimulatorState } from './state.ts';
import type { SimulatedTemplates } from './templates.ts';
import type { WebhookSender } from './webhooks.ts';

const inboundOrder = z
  .object({
    phoneNumberId: z.string(),
    from: z.string().regex(/^\d{5,20}$/, 'digits only'),
    name: z.string().min(1).max(100).default('Customer'),
    /** How long ago it was written, milliseconds: WhatsApp delivers late what a phone sends late. */
    ageMs: z
      .int()
      .min(0)
      .max(30 * 86_400_000)
      .default(0),
  })
  .and(
    z.union([
      z.object({ text: z.string().min(1).max(4096) }),
      z.object({ message: z.looseObject({ type: z.string() }) }),
    ]),
  );

export interface PhoneParts {
  readonly numbers: readonly SimulatedNumber[];
  readonly state: SimulatorState;
  readonly webhooks: WebhookSender;
  readonly templates: SimulatedTemplates;
  readonly phones: Phones;
}

export function phoneRoutes(server: Express, { numbers, state, webhooks, templates, phones }: PhoneParts): void {
  server.post('/control/inbound', (request, response) => {
    const order = inboundOrder.parse(request.body);
    const number = numbers.find(candidate => candidate.phoneNumberId === order.phoneNumberId);
    if (number === undefined) return void response.status(404).json({ error: 'there is no such number' });
    if (state.blocked.has(blockedAs(number, order.from)))
      return void response.status(409).json({ error: 'the business has blocked this person' });
    const message = 'text' in order ? { type: 'text', text: { body: order.text } } : order.message;
    const wamid = webhooks.inbound(number, order, message, Date.now() - order.ageMs);
    response.status(202).json({ wamid });
  });
  server.get('/control/chat', (request, response) => {
    const chat = z.object({ phoneNumberId: z.string(), contact: z.string() }).parse(request.query);
    const number = numbers.find(each => each.phoneNumberId === chat.phoneNumberId);
    response.json({
      items: chatOf({ state, phones }, chat, templates.of(number?.wabaId ?? '')),
      phone: phones.of(chat.contact),
    });
  });
  server.put('/control/phones/:contact', (request, response) => {
    response.json(phones.change(request.params.contact, phoneChange.parse(request.body)));
  });
}
