import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Express, RequestHandler } from 'express';
import express from 'express';
import expressStaticGzip from 'express-static-gzip';
import { pagePolicy } from '../http/content-security.ts';
import { problem } from '../http/problem.ts';

/** Where the build is, seen from here. What `npm run build` compiles is one folder deeper than the sources. */
const PLACES = import.meta.url.endsWith('.ts') ? ['../../web/dist'] : ['../../web/dist', '../../../web/dist'];
/** The first part of addresses at which the workbench's router shows something (`web/src/app/router.tsx`). */
const PAGES = ['inbox', 'board', 'search', 'contacts', 'knowledge', 'ai', 'settings', 'canned-responses'];
/**
 * Everything is from this origin and in files: whatever a customer's text smuggles into the page neither runs nor calls
 * anybody. Styles that scripts set on elements need no exception; `<style>` elements and attributes in markup would.
 */
const POLICY = pagePolicy({
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  mediaSrc: ["'self'"],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
});

/** The folder of the workbench, as built by `npm start` or `npm run build`; undefined before the first build. */
export const builtWorkbench = (): string | undefined =>
  PLACES.map(place => fileURLToPath(new URL(place, import.meta.url))).find(existsSync);

/**
 * Serves the workbench: its files, and its one page at all addresses that its router knows.
 * @param folder where it was built; undefined: nothing is served.
 */
export function webRoutes(server: Express, folder: string | undefined): void {
  if (folder === undefined) return;
  server.use(
    '/assets',
    decodable,
    // Names contain a hash of the content, so a year is not too long. The build puts compressed files beside them.
    expressStaticGzip(join(folder, 'assets'), {
      enableBrotli: true,
      orderPreference: ['br', 'gzip'],
      index: false,
      serveStatic: { immutable: true, maxAge: '365d', redirect: false, acceptRanges: false },
    }),
    // While versions change, this process may not have a file yet: nobody is to remember that.
    (_request, _response, next) =>
      next(problem(404, 'not_found', 'There is nothing here.', { headers: { 'cache-control': 'no-store' } })),
  );
  // Names without a hash: asked for each time, and sent only when they have changed (ETag).
  const current = express.static(folder, {
    index: false,
    redirect: false,
    cacheControl: false,
    setHeaders: response => response.setHeader('cache-control', 'no-cache'),
  });
  const send =
    (file: string): RequestHandler =>
    (request, response, next) => {
      request.url = file;
      current(request, response, next);
    };
  server.get('/color-scheme.js', send('/color-scheme.js'));
  server.get(['/', ...PAGES.map(page => `/${page}{/*rest}`)], forPeople, POLICY, send('/index.html'));
}

/** The address is decoded here first, so that a malformed one is refused as everywhere else. */
const decodable: RequestHandler = (request, _response, next) => {
  decodeURIComponent(request.path);
  next();
};

/** Whoever does not take HTML, such as a program with a wrong address, is not given a page. */
const forPeople: RequestHandler = (request, response, next) => {
  response.vary('Accept');
  next(request.accepts('html') === false ? 'route' : undefined);
};
