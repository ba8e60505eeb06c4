import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** Result of the requests of one caller. */
export interface Tally {
  readonly name: string;
  readonly cases: number;
  readonly serverErrors: number;
  /** Number of answers by status; `none` for requests without an answer. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Each kind of violation of the document, with the first request that showed it. */
  readonly broken: ReadonlyMap<string, string>;
}

interface Message {
  readonly encoded_body?: unknown;
  readonly content?: unknown;
}
interface Interaction {
  readonly request: Message & { readonly method: string; readonly uri: string };
  readonly response: (Message & { readonly status_code: number }) | null;
}
interface Check {
  readonly name: string;
  readonly status: string;
  readonly failure_info?: { readonly failure?: { readonly title?: string; readonly message?: string } };
}
interface Recorder {
  readonly label: string;
  readonly interactions?: Readonly<Record<string, Interaction>>;
  readonly checks?: Readonly<Record<string, readonly Check[]>>;
}

/**
 * Reads a report of Schemathesis (`--report ndjson`). An operation that could not be tested counts as a violation.
 * @param name the caller's name. @param report path of the report.
 */
export async function tallyOf(name: string, report: string): Promise<Tally> {
  const statuses: Record<string, number> = {};
  const broken = new Map<string, string>();
  for await (const line of createInterface({ input: createReadStream(report), crlfDelay: Infinity })) {
    const event = JSON.parse(line) as {
      readonly ScenarioFinished?: { readonly recorder?: Recorder };
      readonly NonFatalError?: unknown;
      readonly FatalError?: unknown;
    };
    const error = event.FatalError ?? event.NonFatalError;
    if (error !== undefined) broken.set(`could not be tested: ${JSON.stringify(error).slice(0, 500)}`, '');
    const recorder = event.ScenarioFinished?.recorder;
    if (recorder === undefined) continue;
    for (const { response } of Object.values(recorder.interactions ?? {})) {
      const status = String(response?.status_code ?? 'none');
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    for (const [id, checks] of Object.entries(recorder.checks ?? {})) {
      for (const check of checks.filter(each => each.status !== 'success')) {
        const what = `${recorder.label}: ${check.name}: ${check.failure_info?.failure?.title ?? check.status}`;
        if (!broken.has(what)) broken.set(what, exampleOf(check, recorder.interactions?.[id]));
      }
    }
  }
  const count = (wanted: (status: string) => boolean): number =>
    Object.entries(statuses).reduce((sum, [status, times]) => sum + (wanted(status) ? times : 0), 0);
  return {
    name,
    cases: count(() => true),
    serverErrors: count(status => !/^[1-4]\d\d$/.test(status)),
    statuses,
    broken,
  };
}

function exampleOf({ failure_info: info }: Check, interaction: Interaction | undefined): string {
  const { request, response } = interaction ?? {};
  return [
    info?.failure?.message?.slice(0, 500) ?? '',
    `${request?.method ?? ''} ${request?.uri.slice(0, 500) ?? ''}`,
    textOf(request?.encoded_body).slice(0, 1_000),
    `${String(response?.status_code ?? 'no answer')} ${textOf(response?.content).slice(0, 1_000)}`,
  ]
    .filter(each => each !== '')
    .join('\n');
}

/** The report has bytes as base64. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  const base64 = (value as { readonly $base64?: unknown }).$base64;
  return typeof base64 === 'string' ? Buffer.from(base64, 'base64').toString() : JSON.stringify(value);
}
