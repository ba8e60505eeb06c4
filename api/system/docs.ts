import { createHash } from 'node:crypto';
import type { Express } from 'express';
import { pagePolicy } from '../http/content-security.ts';
import { openApiDocument } from './openapi.ts';

/** Serves `/openapi.json`, and `/docs`: the same as an HTML page that needs no script. */
export function docsRoutes(server: Express): void {
  let document: object | undefined;
  const current = (): object => (document ??= openApiDocument());
  server.get('/openapi.json', (_request, response) => void response.json(current()));
  server.get('/docs', POLICY, (_request, response) => void response.type('html').send(page(current())));
}

interface Operation {
  summary?: string;
  description?: string;
  tags?: string[];
  requestBody?: { content: Record<string, { schema: unknown }> };
  responses: Record<string, { content?: Record<string, { schema: unknown }> }>;
}

function page(document: object): string {
  const { info, paths } = document as {
    info: { title: string; description: string };
    paths: Record<string, Record<string, Operation>>;
  };
  const byTag = new Map<string, string[]>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags?.[0] ?? 'Other';
      byTag.set(tag, [...(byTag.get(tag) ?? []), operationHtml(method, path, operation)]);
    }
  }
  const sections = [...byTag].map(([tag, operations]) => `<h2>${escape(tag)}</h2>${operations.join('')}`).join('');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(info.title)} API</title><style>${STYLE}</style><main><h1>${escape(info.title)} API</h1><p>${escape(info.description)} The same for programs: <a href="/openapi.json">openapi.json</a>.</p>${sections}</main></html>`;
}

function operationHtml(method: string, path: string, operation: Operation): string {
  const body = operation.requestBody?.content['application/json']?.schema;
  const success = Object.entries(operation.responses).find(([status]) => status.startsWith('2'));
  const answer = success?.[1].content?.['application/json']?.schema;
  return `<details><summary><code class="${method}">${method.toUpperCase()}</code> <code>${escape(path)}</code> <span>${escape(operation.summary ?? '')}</span></summary><p>${escape(operation.description ?? '')}</p>${schemaHtml('Request body', body)}${schemaHtml(`Answer ${success?.[0] ?? ''}`, answer)}</details>`;
}

const schemaHtml = (title: string, schema: unknown): string =>
  schema === undefined ? '' : `<h4>${escape(title)}</h4><pre>${escape(JSON.stringify(schema, null, 2))}</pre>`;

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const STYLE =
  'body{font:15px/1.5 system-ui,sans-serif;margin:0;color:#1c2b33}main{max-width:60rem;margin:2rem auto;padding:0 1rem}details{border:1px solid #d8dee2;border-radius:6px;margin:.4rem 0;padding:.5rem .8rem}summary{cursor:pointer}summary span{color:#54656f}pre{background:#f5f7f8;padding:.8rem;overflow:auto;border-radius:6px}code{font-weight:600}.get{color:#0b6e4f}.post{color:#8a4b08}.put{color:#5b3a9d}';
/** The page's own style, named by its hash, and nothing else. */
const POLICY = pagePolicy({ styleSrc: [`'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`] });
