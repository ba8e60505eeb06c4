import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import express from 'express';
import { z } from 'zod';
import { blockRoutes } from './blocks.ts';
import { graphRoutes } from './graph.ts';
import { Gate } from './gate.ts';
import type { SimulatedFiles } from './media.ts';
import { mediaRoutes } from './media.ts';
import type { FaultOrder, SimulatorSettings } from './settings.ts';
import { faultOrder, settingsSchema } from './settings.ts';
import type { SimulatedNumber } from './state.ts';
import { SimulatorState } from './state.ts';
import type { ModelCall } from './model/server.ts';
import { modelRoutes } from './model/server.ts';
import { numberRoutes } from './numbers.ts';
import { phoneRoutes } from './phone-routes.ts';
import { Phones } from './phones.ts';
import { templateReviewRoutes } from './template-review.ts';
import { SimulatedTemplates, templateRoutes } from './templates.ts';
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
  /** Customers' phones, without a network or without read receipts as a test or the phone page says. */
  readonly phones: Phones;
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

/**
 * A strict WhatsApp Cloud API for the demo, tests and benchmarks: the Graph API's endpoints for messages, media,
 * templates, numbers and who is blocked, signed webhooks, an AI model (`/v1`), a control API (`/control/*`) and a page that plays the
 * customer's phone (`/phone`).
 */
export function createSimulator(options: SimulatorOptions): Simulator {
  const state = new SimulatorState(options.stateFile);
  let settings = settingsSchema.parse(options.settings ?? {});
  const faults: FaultOrder[] = [];
  const phones = new Phones();
  const webhooks = new WebhookSender({
    url: options.webhookUrl,
    appSecret: options.appSecret,
    state,
    settings: () => settings,
    chance: options.chance ?? Math.random,
    phones,
  });
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
  blockRoutes(server, { numbers: options.numbers, state, settings: () => settings, faults });
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
  server.get(
    '/control/numbers',
    (_request, response) =>
      void response.json({
        items: options.numbers.map(({ accessToken: _, moreTokens: __, pin: ___, ...number }) => number),
      }),
  );
  phoneRoutes(server, { numbers: options.numbers, state, webhooks, templates, phones });
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
    phones,
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
