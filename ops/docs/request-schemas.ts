/**
 * The part of docs/openapi.json that the forms of the workbench check their input with, as
 * web/src/lib/request-schemas.ts. A form that is new takes its operation into the list.
 */
const FORMS = [
  'postAiTrainingGrants',
  'postAiTrials',
  'postAuthPassword',
  'postCannedResponses',
  'postContacts',
  'postContactsIdBlock',
  'postConversations',
  'postConversationsIdClose',
  'postConversationsIdConsult',
  'postConversationsIdNotes',
  'postConversationsIdSnooze',
  'postConversationsIdTransfer',
  'postKnowledgeDocuments',
  'postKnowledgeSources',
  'postNumbers',
  'postNumbersIdRegister',
  'postSkills',
  'postTeams',
  'postTemplates',
  'putAiEndpoint',
  'putAiPolicies',
  'putContactsId',
  'putKnowledgeDocumentsId',
  'putKnowledgeDocumentsIdSettings',
  'putNumbersIdPin',
  'putNumbersIdThroughput',
  'putNumbersIdToken',
  'putSettings',
  'putSurvey',
] as const;

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
type Schema = { readonly [name: string]: Json };

interface Operation {
  readonly operationId?: string;
  readonly requestBody?: { readonly content: { readonly 'application/json'?: { readonly schema: Schema } } };
}
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const HEAD = `/**
 * What bodies of requests have to be (JSON Schema), of the operations that forms send. Made from docs/openapi.json by
 * ops/docs/request-schemas.ts: test/api/openapi.test.ts writes it anew.
 */`;
const REF = '#/components/schemas/';
/** What people read, and what the format says already. */
const LEFT_OUT = new Set(['description', 'example', 'examples', 'title']);

/** The text of web/src/lib/request-schemas.ts. @throws when an operation of a form has no JSON body (any more). */
export function requestSchemas(document: OpenApi): string {
  const operations = Object.values(document.paths).flatMap(path => Object.values(path));
  const lines = FORMS.map(name => {
    const schema = operations.find(each => each.operationId === name)?.requestBody?.content['application/json']?.schema;
    if (schema === undefined)
      throw new Error(`${name} has no JSON body: correct the list of ops/docs/request-schemas.ts`);
    return `  ${name}: ${JSON.stringify(whole(schema, document))},`;
  });
  return `${HEAD}\nexport const REQUEST_SCHEMAS = {\n${lines.join('\n')}\n} as const;\n`;
}

/** A schema with everything it refers to. */
function whole(schema: Schema, document: OpenApi): Schema {
  const defs: Record<string, Schema> = {};
  const own = slim(schema);
  for (const wanted = refsOf(own); wanted.length > 0;) {
    const name = wanted.pop() ?? '';
    const found = document.components.schemas[name];
    if (found === undefined) throw new Error(`docs/openapi.json refers to ${name}, which it does not have`);
    if (name in defs) continue;
    const def = slim(found);
    defs[name] = def;
    wanted.push(...refsOf(def));
  }
  return Object.keys(defs).length === 0 ? own : { ...own, $defs: defs };
}

const refsOf = (schema: Schema): string[] =>
  [...JSON.stringify(schema).matchAll(/"#\/\$defs\/([^"]+)"/g)].map(([, name]) => name ?? '');

const isSchema = (value: Json): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A schema without what no form needs; references lead to `$defs`. */
function slim(schema: Schema): Schema {
  const { properties, format, pattern, ...others } = schema;
  const rest = Object.entries(others).filter(([name]) => !LEFT_OUT.has(name));
  return {
    ...Object.fromEntries(rest.map(([name, value]) => [name, name === 'default' ? value : slimValue(name, value)])),
    ...shape(format, pattern),
    // Here names are those of fields.
    ...(properties !== undefined && isSchema(properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, value]) => [name, isSchema(value) ? slim(value) : value]),
          ),
        }
      : {}),
  };
}

function slimValue(name: string, value: Json): Json {
  if (name === '$ref' && typeof value === 'string') return value.replace(REF, '#/$defs/');
  if (Array.isArray(value)) return (value as readonly Json[]).map(each => (isSchema(each) ? slim(each) : each));
  return isSchema(value) ? slim(value) : value;
}

/**
 * Formats are those that zod knows. `text` is ours: it is not blank (api/http/input.ts), which the API decides more
 * exactly than this pattern. The others of ours say nothing that a form could check.
 */
function shape(format: Json | undefined, pattern: Json | undefined): Schema {
  const known = ['email', 'uri', 'uuid', 'date', 'date-time'].find(each => each === format);
  // Zod has the same patterns for these.
  if (known === 'email' || known === 'uuid') return { format: known };
  return {
    ...(known === undefined ? {} : { format: known }),
    ...(pattern === undefined ? (format === 'text' ? { pattern: '\\S' } : {}) : { pattern }),
  };
}
