import type { Express } from 'express';
import type { Route } from '../routes/route.ts';
import { problem } from './problem.ts';

/** What is there, but not for this method, says for which it is (RFC 9110, 15.5.6): before anything of the request is read. */
export function refuseOtherMethods(server: Express, routes: readonly Pick<Route, 'path' | 'method'>[]): void {
  const paths = new Map<string, Set<string>>();
  for (const { path, method } of routes) paths.set(path, (paths.get(path) ?? new Set()).add(method.toUpperCase()));
  const known = [...paths].map(([path, methods]) => ({ pattern: new RegExp(`^/api/v1${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`, 'i'), methods }));
  server.use((request, _response, next) => {
    const there = known.filter(({ pattern }) => pattern.test(request.path)).flatMap(({ methods }) => [...methods]);
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    if (there.length === 0 || there.includes(method)) return next();
    next(problem(405, 'method_not_allowed', 'Nothing is there for this method.', { headers: { allow: [...new Set([...there, ...(there.includes('GET') ? ['HEAD'] : [])])].sort().join(', ') } }));
  });
}
