import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import express from 'express';
import { z } from 'zod';
import { graphRoutes } from './graph.ts';
import { Gate } from './gate.ts';
import type { SimulatedFiles } from './media.ts';
import { mediaRoutes } from './media.ts';
import type { FaultOrder, SimulatorSettings } from './settings.ts';
import { faultOrder, settingsSchema } from './settings.ts';
import type { SimulatedNumber } from './state.ts';
import { SimulatorState } from './state.ts';
import type { SimulatedTemplate } from './templates.ts';
import type { ModelCall } from './model/server.ts';
import { modelRoutes } from './model/server.ts';
import { numberRoutes } from './numbers.ts';
import { templateReviewRoutes } from './template-review.ts';
import { SimulatedTemplates, fillTemplate, templateRoutes } from './templates.ts';
import { WebhookSender } from './webhooks.ts';

export interface SimulatorOptions {
  readonly numbers: readonly SimulatedNumber[];
  readonly webhookUrl: string;
  /** Signs the webhooks. */
  readonly appSecret: string;
  /** File that keeps messages, statuses and templates over a restart; null: they are kept in memory only. */
  readonly stateFile: string | null;
  readonly settings?: Partial<SimulatorSettings>;
  /** Random numbers from 0 to 1 for shuffled, duplicated and lost statuses; tests pass a reproducible source. */
  readonly chance?: () => number;
}

export interface Simulator {
  readonly server: Express;
  readonly state: SimulatorState;
  readonly webhooks: WebhookSender;
  readonly numbers: readonly SimulatedNumber[];
  readonly templates: SimulatedTemplates;
  readonly files: SimulatedFiles;
  /** Calls of the AI model that were answered. */
  readonly modelCalls: ModelCall[];
  /** The last message of each call of the AI model, answered or not. */
  readonly modelAsked: string[];
  /** Holds back answers of the AI model, by the last message of the call. */
  readonly modelGate: Gate;
  /** Holds back a streamed answer in the middle, by what has been written so far. */
  readonly wordGate: Gate;
  /** Holds back answers to sent messages, by the recipient. */
  readonly sendGate: Gate;
  /** Changes those settings that are given. */
  change(settings: Partial<SimulatorSettings>): void;
  /** Orders a fault for one or more of the next sends. */
  fault(order: z.input<typeof faultOrder>): void;
}

const inboundOrder = z
  .object({
    phoneNumberId: z.string(),
    from: z.string().regex(/^\d{5,20}$/, 'digits only'),
    name: z.string().min(1).max(100).default('Customer'),
  })
  .and(
    z.union([
      z.object({ text: z.string().min(1).max(4096) }),
      z.object({ message: z.looseObject({ type: z.string() }) }),
    ]),
  );

/**
 * A strict WhatsApp Cloud API for the demo, tests and benchmarks: the Graph API's endpoints for messages, media,
 * templates and numbers, signed webhooks, an AI model (`/v1`), a control API (`/control/*`) and a page that plays the
 * customer's phone (`/phone`).
 */
export function createSimulator(options: SimulatorOptions): Simulator {
  const state = new SimulatorState(options.stateFile);
  let settings = settingsSchema.parse(options.settings ?? {});
  const faults: FaultOrder[] = [];
  const webhooks = new WebhookSender(
    options.webhookUrl,
    options.appSecret,
    state,
    () => settings,
    options.chance ?? Math.random,
  );
  const templates = new SimulatedTemplates(options.stateFile === null ? null : `${options.stateFile}.templates.json`);
  const server = express();
  server.disable('x-powered-by');
  // A file that a customer attaches is taken as bytes, even when it is JSON.
  server.use(/^(?!\/control\/media$)/, express.json({ limit: '1mb' }));
  numberRoutes(server, options.numbers as SimulatedNumber[]);
  const modelCalls: ModelCall[] = [];
  const modelAsked: string[] = [];
  const [modelGate, wordGate, sendGate] = [new Gate(), new Gate(), new Gate()];
  modelRoutes(server, { mode: () => settings.model, calls: modelCalls, asked: modelAsked, gate: modelGate, wordGate });
  const files = mediaRoutes(server, { numbers: options.numbers, settings: () => settings, faults });
  graphRoutes(server, {
    numbers: options.numbers,
    state,
    webhooks,
    settings: () => settings,
    faults,
    templates,
    files,
    sendGate,
  });
  templateRoutes(server, templates, options.numbers, webhooks);
  templateReviewRoutes(server, { templates, numbers: options.numbers, webhooks, settings: () => settings, faults });

  server.get('/control/ledger', (_request, response) => void response.json({ items: state.ledger }));
  server.get('/control/inbound', (_request, response) => void response.json({ items: state.inbound }));
  server.get('/control/refusals', (_request, response) => void response.json(Object.fromEntries(state.refusals)));
  server.delete('/control/refusals', (_request, response) => {
    state.refusals.clear();
    response.json({});
  });
  server.get('/control/read', (_request, response) => void response.json({ items: [...state.readByBusiness] }));
  server.get('/control/settings', (_request, response) => void response.json(settings));
  server.put('/control/settings', (request, response) => {
    settings = settingsSchema.parse({ ...settings, ...(request.body as object) });
    response.json(settings);
  });
  server.get('/control/faults', (_request, response) => void response.json({ items: faults }));
  server.post('/control/faults', (request, response) => {
    faults.push(faultOrder.parse(request.body));
    response.status(201).json({ items: faults });
  });
  server.delete('/control/faults', (_request, response) => {
    faults.length = 0;
    response.json({ items: faults });
  });
  server.post('/control/inbound', (request, response) => {
    const order = inboundOrder.parse(request.body);
    const number = options.numbers.find(candidate => candidate.phoneNumberId === order.phoneNumberId);
    if (number === undefined) return void response.status(404).json({ error: 'there is no such number' });
    const wamid = webhooks.inbound(
      number,
      order.from,
      order.name,
      'text' in order ? { type: 'text', text: { body: order.text } } : order.message,
    );
    response.status(202).json({ wamid });
  });
  server.get(
    '/control/numbers',
    (_request, response) =>
      void response.json({
        items: options.numbers.map(({ accessToken: _, moreTokens: __, pin: ___, ...number }) => number),
      }),
  );
  server.get('/control/chat', (request, response) => {
    const { phoneNumberId, contact } = z
      .object({ phoneNumberId: z.string(), contact: z.string() })
      .parse(request.query);
    response.json({
      items: chat(
        state,
        phoneNumberId,
        contact,
        templates.of(options.numbers.find(each => each.phoneNumberId === phoneNumberId)?.wabaId ?? ''),
      ),
    });
  });
  server.use(express.static(fileURLToPath(new URL('./page', import.meta.url)), { index: false, extensions: ['html'] }));
  server.get('/', (_request, response) => response.redirect('/phone'));
  server.use((error: unknown, _request: express.Request, response: express.Response, next: express.NextFunction) => {
    if (error instanceof z.ZodError) return void response.status(400).json({ error: z.prettifyError(error) });
    next(error);
  });
  return {
    server,
    state,
    webhooks,
    templates,
    files,
    modelCalls,
    modelAsked,
    modelGate,
    wordGate,
    sendGate,
    numbers: options.numbers,
    change: changed => void (settings = settingsSchema.parse({ ...settings, ...changed })),
    fault: order => void faults.push(faultOrder.parse(order)),
  };
}

/** A message's content: the member that is named after its type. */
const contentOf = (message: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  (message[String(message['type'])] ?? {}) as Record<string, unknown>;
const wordsOf = (message: Readonly<Record<string, unknown>>): string | null => {
  const { body, caption, filename } = contentOf(message) as {
    body?: string | { text?: string };
    caption?: string;
    filename?: string;
  };
  return (typeof body === 'object' ? body.text : body) ?? caption ?? filename ?? null;
};
const mediaIdOf = (message: Readonly<Record<string, unknown>>): string | null =>
  typeof contentOf(message)['id'] === 'string' ? (contentOf(message)['id'] as string) : null;

/** A template message as the phone shows it; null for other messages, and when the template has changed since. */
function filledOf(message: Readonly<Record<string, unknown>>, templates: readonly SimulatedTemplate[]): object | null {
  if (message['type'] !== 'template') return null;
  const filled = fillTemplate(
    templates.map(each => ({ ...each, status: 'APPROVED' })),
    message['template'] as Parameters<typeof fillTemplate>[1],
  );
  return 'code' in filled ? null : filled;
}

/** A typing indicator is shown this long, or until the answer comes. */
const TYPING_MS = 25_000;

/** One chat as the customer's phone shows it, the oldest message first. */
function chat(
  state: SimulatorState,
  phoneNumberId: string,
  contact: string,
  templates: readonly SimulatedTemplate[],
): object[] {
  const mine = state.inbound
    .filter(entry => entry.phoneNumberId === phoneNumberId && entry.from === contact)
    .map(entry => ({
      id: entry.wamid,
      mine: true,
      at: entry.at,
      type: entry.message['type'],
      text: wordsOf(entry.message),
      media: mediaIdOf(entry.message),
      read: state.readByBusiness.has(entry.wamid),
      answering: Date.now() < (state.typing.get(entry.wamid) ?? 0) + TYPING_MS,
    }));
  const theirs = state.ledger
    .filter(entry => entry.phoneNumberId === phoneNumberId && entry.to === contact)
    .map(entry => ({
      id: entry.wamid,
      mine: false,
      at: entry.acceptedAt,
      type: entry.body['type'],
      text: wordsOf(entry.body),
      media: mediaIdOf(entry.body),
      template: filledOf(entry.body, templates),
      read: true,
    }));
  return [...mine, ...theirs].sort((a, b) => a.at - b.at);
}
