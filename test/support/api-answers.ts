/**
 * Types of the API's answers by method and path as a test writes it: `/api/v1/conversations/${id}/messages` is matched
 * with the paths of the OpenAPI document.
 */
import type { Problem, paths } from '../../client/schema.ts';
import type { LedgerEntry } from '../../simulator/state.ts';
import type { FilledTemplate } from '../../simulator/template-filling.ts';
import type { SentBody } from './ledger.ts';

export type Method = 'get' | 'post' | 'put' | 'delete';

type Segments<Path extends string> = Path extends `${infer Head}/${infer Rest}` ? [Head, ...Segments<Rest>] : [Path];
type WithoutQuery<Path extends string> = Path extends `${infer Before}?${string}` ? Before : Path;
type Fits<Documented, Called> = Documented extends [infer First, ...infer Others]
  ? Called extends [infer Head, ...infer Rest]
    ? [First] extends [`{${string}}`]
      ? Fits<Others, Rest>
      : [Head] extends [First]
        ? Fits<Others, Rest>
        : false
    : false
  : Called extends []
    ? true
    : false;
type DocumentedSegments = { [Path in keyof paths]: Segments<Path> };
type ThatFit<Called> = {
  [Path in keyof paths]: Fits<DocumentedSegments[Path], Called> extends true ? Path : never;
}[keyof paths];
/** The documented path that a called path matches; a path without parameters takes precedence. */
type Documented<Path extends string> = Path extends keyof paths ? Path : ThatFit<Segments<Path>>;

type BodyOf<Response> = Response extends { readonly content: { readonly 'application/json': infer Body } }
  ? Body
  : undefined;
type SuccessOf<Operation> = Operation extends { readonly responses: infer Responses }
  ? BodyOf<Responses[keyof Responses & (200 | 201 | 202)]>
  : object;
/** The fields that every problem can have; some problems have more. */
export type ProblemFields = Partial<
  Pick<Problem, 'type' | 'title' | 'status' | 'code' | 'detail' | 'field' | 'requestId'>
>;
/** The body of a success, or the fields of a problem: a test checks the status first. */
type OrProblem<Body> = Body extends object ? Body & Omit<ProblemFields, keyof Body> : Body;

/** Answers of the simulator's control interface that tests read. */
interface SimulatorAnswers {
  readonly '/control/ledger': { readonly items: readonly (LedgerEntry & { readonly body: SentBody })[] };
  readonly '/control/media': { readonly id: string; readonly sha256: string };
  readonly '/control/subscriptions': { readonly items: readonly string[] };
  readonly '/control/refusals': Readonly<Record<string, number>>;
  readonly '/control/chat': { readonly items: readonly { readonly template: FilledTemplate | null }[] };
}

/**
 * The body of a successful answer, with the fields of a problem it may have instead. Only the latter when the path is
 * computed in such a way that its documented path cannot be determined.
 */
export type AnswerBody<M extends Method, Path extends string> = [Documented<WithoutQuery<Path>>] extends [never]
  ? WithoutQuery<Path> extends keyof SimulatorAnswers
    ? SimulatorAnswers[WithoutQuery<Path>]
    : ProblemFields
  : OrProblem<SuccessOf<paths[Documented<WithoutQuery<Path>>][M]>>;
