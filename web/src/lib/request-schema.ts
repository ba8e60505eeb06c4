import type { ZodType } from 'zod';
import { config, fromJSONSchema } from 'zod';
import type { operations } from '../../../client/schema.ts';
import { REQUEST_SCHEMAS } from './request-schemas.ts';

// Zod compiles schemas to code otherwise, which the content security policy refuses; already the try is reported.
config({ jitless: true });

/** Operations whose bodies forms send: `postTeams`. */
export type RequestName = keyof typeof REQUEST_SCHEMAS & keyof operations;

type BodyOf<Name extends keyof operations> = operations[Name] extends {
  readonly requestBody?: { readonly content: { readonly 'application/json': infer Body } };
}
  ? Body
  : never;

const made = new Map<RequestName, ZodType>();

/**
 * What the API demands of the body of an operation, as far as JSON Schema can say it: lengths, limits, patterns, what
 * may be left out. Whatever else it demands comes as its answer. It is 43 kB gzip, so it belongs into pages that are
 * loaded when they are opened.
 */
export function requestSchema<Name extends RequestName>(name: Name): ZodType<BodyOf<Name>> {
  const known = made.get(name) ?? fromJSONSchema(REQUEST_SCHEMAS[name] as Parameters<typeof fromJSONSchema>[0]);
  made.set(name, known);
  return known as ZodType<BodyOf<Name>>;
}
