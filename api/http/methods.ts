import type { Express } from 'express';
import type { Route } from './route.ts';
import { problem } from './problem.ts';

/**
 * Answers 405 with an Allow header where a path exists, but not for the request's method (RFC 9110, 15.5.6). Comes
 * before authentication and before the body is read.
 */
export function refuseOtherMethods(server: Express, routes: readonly Pick<Route, 'path' | 'method'>[]): void {
  const paths = new Map<string, Set<string>>();
  for (const { path, method } of routes) paths.set(path, (paths.get(path) ?? new Set()).add(method.toUpperCase()));
  // A path without parameters takes precedence over templated ones that match it too (OpenAPI 3.1, "Paths Object").
  const fewestParameters = [...paths].sort(([left], [right]) => left.split('{').length - right.split('{').length);
  const known = fewestParameters.map(([path, methods]) => ({
    // eslint-disable-next-line no-restricted-syntax -- built from our own route table; one pass over the path
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
