import type { Request, Response } from 'express';
import type { ZodType, z } from 'zod';
import type { TenantUnit } from '../../store/db/database.ts';
import type { Principal, Role } from './principal.ts';
import type { AppContext } from './context.ts';

/** What a handler gets: validated input, and the way to the tenant's data. */
export interface RequestContext<P, Q, B> {
  readonly app: AppContext;
  readonly principal: Principal;
  /** The principal's tenant; asking for it on a route without one is a mistake of the route table. */
  readonly tenantId: string;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** The time this call counts as. */
  readonly at: number;
  /**
   * One transaction inside the tenant's wall, tried again when the database chose it as a deadlock's victim. On routes
   * with `idempotent`, an Idempotency-Key commits the answer with the effect.
   */
  readonly work: <T>(unit: (unit: TenantUnit) => Promise<T>) => Promise<T>;
  readonly request: Request;
  readonly response: Response;
}

export interface Route<P = unknown, Q = unknown, B = unknown, R = unknown> {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Below /api/v1, with {braces} for parameters. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  /** Who may call it. Nobody else may: a role that is not named is denied. */
  readonly roles: readonly Role[] | 'anonymous';
  readonly params?: ZodType<P>;
  readonly query?: ZodType<Q>;
  readonly body?: ZodType<B>;
  readonly answer: ZodType<R>;
  readonly status?: number;
  readonly idempotent?: boolean;
  /** Allowed, too, to somebody whose password was set by somebody else and is still to be changed. */
  readonly beforePasswordChange?: boolean;
  /** The body is a file, which the handler reads from the request as it comes. */
  readonly takesFile?: boolean;
  handle(call: RequestContext<P, Q, B>): Promise<z.input<ZodType<R>>>;
}

/** Declares a route; only there to infer the types. */
export function route<P, Q, B, R>(declared: Route<P, Q, B, R>): Route {
  return declared;
}
