import type { Express } from 'express';
import type { Route } from './route.ts';
import { problem } from './problem.ts';

/**
 * What is there, but not for this method, says for which it is (RFC 9110, 15.5.6): before anything of the request is
 * read.
 */
export function refuseOtherMethods(server: Express, routes: readonly Pick<Route, 'path' | 'method'>[]): void {
  const paths = new Map<string, Set<string>>();
  for (const { path, method } of routes) paths.set(path, (paths.get(path) ?? new Set()).add(method.toUpperCase()));
  // A path without parameters is itself, before those that it would fit as well (OpenAPI 3.1, "Paths Object").
  const fewestParameters = [...paths].sort(([left], [right]) => left.split('{').length - right.split('{').length);
  const known = fewestParameters.map(([path, methods]) => ({
    // eslint-disable-next-line no-restricted-syntax -- made of our own route table, one pass over the path
    pattern: new RegExp(`^/api/v1${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`, 'i'),
    methods,
  }));
  server.use((request, _response, next) => {
    const methods = known.find(({ pattern }) => pattern.test(request.path))?.methods;
    if (methods === undefined || methods.has(request.method === 'HEAD' ? 'GET' : request.method)) return next();
    next(
      problem(405, 'method_not_allowed', 'Nothing is there for this method.', {
        headers: { allow: [...methods, ...(methods.has('GET') ? ['HEAD'] : [])].sort().join(', ') },
      }),
    );
  });
}
