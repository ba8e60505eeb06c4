import type { Request, Response } from 'express';
import type { ZodType, z } from 'zod';
import type { TenantUnit } from '../../store/db/database.ts';
import type { Principal, Role } from './principal.ts';
import type { AppContext } from './context.ts';

/** What a handler gets: the validated input, and access to the tenant's data. */
export interface RequestContext<P, Q, B> {
  readonly app: AppContext;
  readonly principal: Principal;
  /** The principal's tenant; empty on anonymous routes and for operators, whose handlers must not use it. */
  readonly tenantId: string;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** When the request began, in epoch milliseconds: the time of everything it does. */
  readonly at: number;
  /**
   * Runs a function in one transaction under the tenant's row-level security, and again when the database aborted it
   * for a deadlock or a serialisation conflict. On routes with `idempotent`, and when the request has an
   * Idempotency-Key, the answer is stored in the same transaction, and a repetition gets it instead of a second run.
   */
  readonly work: <T>(unit: (unit: TenantUnit) => Promise<T>) => Promise<T>;
  readonly request: Request;
  readonly response: Response;
}

/** A route of the REST API: served by `register`, and described in the OpenAPI document. */
export interface Route<P = unknown, Q = unknown, B = unknown, R = unknown> {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Below /api/v1, with {braces} for parameters. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  /** Who may call it; roles that are not listed are denied. */
  readonly roles: readonly Role[] | 'anonymous';
  readonly params?: ZodType<P>;
  readonly query?: ZodType<Q>;
  readonly body?: ZodType<B>;
  /** The schema of the answer's body, for the OpenAPI document. */
  readonly answer: ZodType<R>;
  /** Of the answer; 200 unless given. */
  readonly status?: number;
  /** Whether it honours an Idempotency-Key; `handle` must then do its work in `work`. */
  readonly idempotent?: boolean;
  /** Allowed even while the principal has to change a one-time password. */
  readonly beforePasswordChange?: boolean;
  /** The body is a file, which the handler streams from the request: no JSON parser comes before it. */
  readonly takesFile?: boolean;
  handle(call: RequestContext<P, Q, B>): Promise<z.input<ZodType<R>>>;
}

/** Declares a route. Returns its argument; exists only so that the handler's types are inferred from the schemas. */
export function route<P, Q, B, R>(declared: Route<P, Q, B, R>): Route {
  return declared;
}
