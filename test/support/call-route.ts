import type { Route } from '../../api/http/route.ts';
import type { Method } from './api-answers.ts';
import type { HttpClient } from './http-client.ts';

/**
 * Calls a route with a body that is valid except for the ids in it.
 * @param path the path of the route, with its parameters filled in.
 * @param bodies request bodies by the last segment of the route's path; other routes get an empty object.
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
