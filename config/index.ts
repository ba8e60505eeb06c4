/** Settings of a process, read once from the environment and passed on; nothing else reads `process.env`. */
import { z } from 'zod';
import { insecurities } from './insecure.ts';

const list = z.string().transform(text =>
  text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== ''),
);
// Node's decoder ignores invalid base64, so the text is compared with its decoded and re-encoded form.
const isKey = (text: string): boolean =>
  /^[A-Za-z0-9+/]{43}=$/.test(text) && Buffer.from(text, 'base64').toString('base64') === text;

/** `id:base64,id:base64`, each key 32 bytes; the first key encrypts, all of them decrypt. */
const keyRing = list.pipe(z.array(z.string()).min(1)).transform((entries, context) => {
  const keys = entries.map(entry => {
    const [id = '', key = ''] = entry.split(/:(.*)/s);
    if (id === '' || !isKey(key))
      context.addIssue({ code: 'custom', message: 'each key is written id:base64, 32 bytes long' });
    return { id, key: Buffer.from(key, 'base64') };
  });
  // Keys are looked up by id: what a second key of the same id had encrypted could not be decrypted.
  if (new Set(keys.map(each => each.id)).size < keys.length)
    context.addIssue({ code: 'custom', message: 'two keys have the same id' });
  return keys;
});

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  DATABASE_URL: z.url(),
  RELAY_DATABASE_URL: z.url(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).default(10),
  DATABASE_MAX_WAIT_MS: z.coerce.number().int().default(5_000),
  DATABASE_TIMEOUT_MS: z.coerce.number().int().default(10_000),
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_TLS: z.stringbool().default(false),
  TEMPORAL_API_KEY: z.string().optional(),
  TEMPORAL_TASK_QUEUE: z.string().default('sigfollow'),
  META_GRAPH_URL: z.url().default('https://graph.facebook.com'),
  META_GRAPH_VERSION: z.string().default('v23.0'),
  META_APP_SECRET: list.pipe(z.array(z.string()).min(1)),
  META_VERIFY_TOKEN: z.string().min(1),
  /** Keys that encrypt secrets at rest (access tokens, quarantined items). */
  SECRET_KEYS: keyRing,
  /** Keys that encrypt payloads in Temporal. */
  PAYLOAD_KEYS: keyRing,
  /** Path of the workflow bundle that `npm run build` makes; without it the worker bundles at start. */
  WORKFLOW_BUNDLE: z.string().optional(),
  /** WhatsApp's rate limit per pair of number and contact: one message in this time, once the burst is used up. */
  PAIR_INTERVAL_MS: z.coerce.number().int().min(1).default(6_000),
  /** Where files of messages are stored, encrypted: a folder, as file:///…, or a bucket, as s3://… */
  MEDIA_STORE: z.url({ protocol: /^(file|s3)$/, error: 'must be a folder, as file:///…, or a bucket, as s3://…' }),
  /**
   * The operator's model, for tenants without their own, over the OpenAI-compatible Chat Completions API. With a key
   * but no URL it is OpenAI's; with neither there is none.
   */
  OPENAI_BASE_URL: z.url().optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_MODEL: z.string().default('gpt-4o-mini'),
  OPENAI_JSON: z.enum(['json_schema', 'json_object', 'prompt']).default('json_schema'),
  /** Prices in millionths of the currency per million tokens. */
  OPENAI_INPUT_MICROS: z.coerce.number().int().min(0).default(0),
  OPENAI_OUTPUT_MICROS: z.coerce.number().int().min(0).default(0),
  /** Embedding model at the same URL, to find passages by meaning, too; without it they are found by words alone. */
  OPENAI_EMBEDDING_MODEL: z.string().min(1).optional(),
  OPENAI_EMBEDDING_MICROS: z.coerce.number().int().min(0).default(0),
  /** Model at the same URL that writes down voice messages, where a policy wants that; its price is per minute. */
  OPENAI_TRANSCRIPTION_MODEL: z.string().min(1).optional(),
  OPENAI_TRANSCRIPTION_MICROS: z.coerce.number().int().min(0).default(0),
  /** CIDRs of networks in which addresses configured by tenants may be although they are not public. */
  ALLOWED_NETWORKS: list.pipe(z.array(z.union([z.cidrv4(), z.cidrv6()]))).default([]),
  /** Comma-separated names of settings that may be insecure, at the operator's risk; see config/insecure.ts. */
  ALLOW_INSECURE_SETTINGS: list.default([]),
  SEND_TIMEOUT_MS: z.coerce.number().int().min(1_000).default(15_000),
  CONTINUE_AS_NEW_AFTER_TURNS: z.coerce.number().int().min(1).default(150),
});

export interface KeyRingEntry {
  readonly id: string;
  readonly key: Buffer;
}

export type Config = ReturnType<typeof readConfig>;

/**
 * Reads and validates the settings.
 * @throws Error that names every variable that is missing, invalid, or insecure without being allowed to be.
 */
export function readConfig(env: NodeJS.ProcessEnv) {
  // The OpenAI SDK reads these variables by itself and would send them to every tenant's endpoint.
  const stray = ['OPENAI_CUSTOM_HEADERS', 'OPENAI_ADMIN_KEY', 'OPENAI_ORG_ID', 'OPENAI_PROJECT_ID'].filter(
    name => (env[name] ?? '') !== '',
  );
  if (stray.length > 0)
    throw new Error(`These settings would reach every tenant's model and must not be set: ${stray.join(', ')}`);
  const parsed = environment.safeParse(env);
  if (!parsed.success) throw new Error(`The settings are not complete:\n${z.prettifyError(parsed.error)}`);
  const e = parsed.data;
  const { allowed, refused } = riskOf(e);
  if (refused.length > 0)
    throw new Error(
      `The settings are not secure:\n${refused.map(each => `✖ ${each}`).join('\n')}\nWhere a risk is yours to take, name the setting in ALLOW_INSECURE_SETTINGS.`,
    );
  return {
    http: { port: e.PORT, host: e.HOST },
    log: { level: e.LOG_LEVEL },
    database: {
      url: e.DATABASE_URL,
      relayUrl: e.RELAY_DATABASE_URL,
      poolSize: e.DATABASE_POOL_SIZE,
      maxWaitMs: e.DATABASE_MAX_WAIT_MS,
      timeoutMs: e.DATABASE_TIMEOUT_MS,
    },
    temporal: {
      address: e.TEMPORAL_ADDRESS,
      namespace: e.TEMPORAL_NAMESPACE,
      tls: e.TEMPORAL_TLS,
      apiKey: e.TEMPORAL_API_KEY,
      taskQueue: e.TEMPORAL_TASK_QUEUE,
    },
    meta: {
      graphUrl: e.META_GRAPH_URL.replace(/\/$/, ''),
      graphVersion: e.META_GRAPH_VERSION,
      appSecrets: e.META_APP_SECRET,
      verifyToken: e.META_VERIFY_TOKEN,
    },
    secretKeys: e.SECRET_KEYS satisfies readonly KeyRingEntry[],
    payloadKeys: e.PAYLOAD_KEYS satisfies readonly KeyRingEntry[],
    workflowBundle: e.WORKFLOW_BUNDLE,
    mediaStore: e.MEDIA_STORE,
    ai: {
      operators:
        e.OPENAI_BASE_URL === undefined && e.OPENAI_API_KEY === undefined
          ? null
          : {
              baseUrl: (e.OPENAI_BASE_URL ?? 'https://api.openai.com/v1').replace(/\/$/, ''),
              apiKey: e.OPENAI_API_KEY ?? 'none',
              model: e.OPENAI_MODEL,
              capability: e.OPENAI_JSON,
              inputMicros: e.OPENAI_INPUT_MICROS,
              outputMicros: e.OPENAI_OUTPUT_MICROS,
              embeddings:
                e.OPENAI_EMBEDDING_MODEL === undefined
                  ? null
                  : { model: e.OPENAI_EMBEDDING_MODEL, micros: e.OPENAI_EMBEDDING_MICROS },
              transcriptions:
                e.OPENAI_TRANSCRIPTION_MODEL === undefined
                  ? null
                  : { model: e.OPENAI_TRANSCRIPTION_MODEL, micros: e.OPENAI_TRANSCRIPTION_MICROS },
            },
      allowedNetworks: e.ALLOWED_NETWORKS,
    },
    sendTimeoutMs: e.SEND_TIMEOUT_MS,
    pairIntervalMs: e.PAIR_INTERVAL_MS,
    continueAsNewAfterTurns: e.CONTINUE_AS_NEW_AFTER_TURNS,
    /** Insecure settings that the operator allows, as sentences for the log. */
    insecure: allowed,
  } as const;
}

/**
 * Insecure settings: those the operator allows, and the others. As sentences that name the variable but never a
 * secret's value.
 */
function riskOf(e: z.output<typeof environment>): {
  readonly allowed: readonly string[];
  readonly refused: readonly string[];
} {
  const found = insecurities(e);
  const words = (isAllowed: boolean): string[] =>
    found
      .filter(({ variable }) => e.ALLOW_INSECURE_SETTINGS.includes(variable) === isAllowed)
      .map(({ variable, why }) => `${variable} ${why}`);
  return { allowed: words(true), refused: words(false) };
}
