import type { Route } from '../../api/http/route.ts';
import type { Method } from './api-answers.ts';
import type { HttpClient } from './http-client.ts';

/**
 * Calls a route with a body that is right but for the ids.
 * @param path of the route, filled in.
 * @param bodies by the last part of the path; the others get an empty one.
 */
export const callRoute = (
  who: HttpClient,
  route: Pick<Route, 'method' | 'path'>,
  path: string,
  bodies: Readonly<Record<string, unknown>>,
) =>
  who.call(
    route.method.toUpperCase() as Uppercase<Method>,
    path,
    route.method === 'get' ? undefined : (bodies[route.path.split('/').at(-1)!] ?? {}),
  );
