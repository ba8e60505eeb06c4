import { z } from 'zod';
import type { ZodOpenApiObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { createDocument } from 'zod-openapi';
import { ROUTES } from './routes.ts';

const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'Stable; branch on it.' }),
    detail: z.string().optional(),
    field: z.string().optional(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });

/** Whether a request may omit its body: one without a body is validated as `{}`. */
const mayBeLeftOut = (body: z.ZodType): boolean => body.safeParse(undefined).success || body.safeParse({}).success;

/** The OpenAPI 3.1 document, generated from the route table and the schemas that validate requests. */
export function openApiDocument(): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of ROUTES) {
    const path = `/api/v1${route.path}`;
    const parameters = {
      ...(route.params === undefined ? {} : { path: route.params as z.ZodObject }),
      ...(route.query === undefined ? {} : { query: route.query as z.ZodObject }),
      ...(route.idempotent === true
        ? { header: z.object({ 'Idempotency-Key': z.string().min(1).max(255).optional() }) }
        : {}),
    };
    paths[path] = {
      ...paths[path],
      [route.method]: {
        operationId: `${route.method}${route.path.replaceAll(/[{}]/g, '').replaceAll(/[/-](\w)/g, (_, letter: string) => letter.toUpperCase())}`,
        summary: route.summary,
        tags: [route.tag],
        description: route.roles === 'anonymous' ? 'For everyone.' : `For ${route.roles.join(', ')}.`,
        ...(route.roles === 'anonymous' ? { security: [] } : {}),
        requestParams: parameters,
        ...(route.body === undefined
          ? {}
          : {
              requestBody: {
                content: { 'application/json': { schema: route.body } },
                required: !mayBeLeftOut(route.body),
              },
            }),
        ...(route.takesFile === true
          ? { requestBody: { content: { '*/*': { schema: { type: 'string', format: 'binary' } } }, required: true } }
          : {}),
        responses: {
          [String(route.status ?? 200)]: {
            description: 'Done',
            content: { 'application/json': { schema: route.answer } },
          },
          default: { description: 'What went wrong', content: { 'application/problem+json': { schema: problem } } },
        },
      },
    };
  }
  const document: ZodOpenApiObject = {
    openapi: '3.1.0',
    info: {
      title: 'SigFollow',
      version: '1',
      description:
        'WhatsApp customer-collaboration engine. Lists use cursors; errors are problem details with a stable `code`. A string of the format `text` shows something and holds no U+0000 (`any-text` may be empty); lengths are counted in UTF-16 units, lone surrogates become U+FFFD. Fields and parameters that are not named here are refused.',
    },
    security: [{ apiKey: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'sid' },
      },
    },
  };
  return createDocument(document);
}
