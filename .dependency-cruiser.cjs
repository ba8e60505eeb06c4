/** Arrows of import point down only (docs/decisions/0002). */
/** What every part of a process needs; reads no setting. */
const PROCESS = 'config/process';
const only = (from, to) => ({
  name: `${from}-imports`,
  severity: 'error',
  from: { path: `^${from}/` },
  to: {
    path: '^(api|client|workers|workflows|activities|temporal|store|domain|config|simulator|ops|prisma|test|bench)/',
    pathNot: `^(${[from, ...to].join('|')})/`,
  },
});

/**
 * Streets, the same on each floor, the lowest first: each imports from itself and from those before it
 * (docs/decisions/0035). `.` are the floor's own files.
 */
const STREETS = {
  domain: ['text', 'net', 'access', 'whatsapp', 'contacts', 'knowledge', 'search', 'conversation', 'ai', 'acd', '.'],
  // prettier-ignore
  store: ['db', 'outbox', 'watched', 'tenant', 'access', 'numbers', 'templates', 'media', 'conversation', 'contacts', 'views', 'sending', 'acd', 'knowledge', 'search', 'ai', 'inbound', 'people', 'deadlines', 'jobs'],
  // prettier-ignore
  activities: ['.', 'net', 'whatsapp', 'sending', 'numbers', 'templates', 'media', 'conversation', 'ai', 'knowledge', 'contacts', 'jobs'],
  // prettier-ignore
  api: ['http', 'access', 'jobs', 'numbers', 'templates', 'media', 'contacts', 'conversations', 'search', 'acd', 'ai', 'knowledge', 'tenant', 'webhooks', 'ws', 'system', '.'],
};
/** A pattern for the files of streets. */
const inStreets = (floor, streets) =>
  `^${floor}/(${streets.map(street => (street === '.' ? '[^/]+$' : `${street}/`)).join('|')})`;
const order = Object.entries(STREETS).flatMap(([floor, streets]) => [
  ...streets.slice(0, -1).map((street, place) => ({
    name: `${floor}-${street === '.' ? 'itself' : street}-imports-no-later-street`,
    severity: 'error',
    from: { path: inStreets(floor, [street]) },
    to: { path: inStreets(floor, streets.slice(place + 1)) },
  })),
  {
    name: `${floor}-has-no-other-street`,
    severity: 'error',
    from: {},
    to: { path: `^${floor}/`, pathNot: [inStreets(floor, streets), '^store/generated/'] },
  },
]);

module.exports = {
  forbidden: [
    ...order,
    // The workbench (docs/workbench.md): each of its folders sees those below, and a feature another one's index alone.
    {
      name: 'web-lib-is-below-all',
      severity: 'error',
      from: { path: '^web/src/lib/' },
      to: { path: '^web/src/(app|features|admin|ui)/' },
    },
    {
      name: 'web-ui-knows-no-page',
      severity: 'error',
      from: { path: '^web/src/ui/' },
      to: { path: '^web/src/(app|features|admin)/' },
    },
    {
      name: 'web-pages-are-below-app',
      severity: 'error',
      from: { path: '^web/src/(features|admin)/' },
      to: { path: '^web/src/app/' },
    },
    {
      name: 'web-pages-by-their-index',
      severity: 'error',
      from: { path: '^web/src/(features|admin)/([^/]+)/' },
      to: {
        path: '^web/src/(features|admin)/[^/]+/',
        pathNot: ['^web/src/$1/$2/', '/index[.]ts$'],
      },
    },
    {
      name: 'web-app-sees-pages-by-their-index',
      severity: 'error',
      from: { path: '^web/src/app/' },
      to: { path: '^web/src/(features|admin)/[^/]+/', pathNot: ['/index[.]ts$', '^web/src/admin/ai/parts[.]ts$'] },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: { pathNot: '^store/generated' },
      to: { circular: true, viaOnly: { pathNot: '^store/generated' } },
    },
    only('domain', []),
    only('config', []),
    // Tenants take it as it is.
    only('client', []),
    only('store', ['domain', PROCESS]),
    only('workflows', ['domain']),
    only('temporal', ['config']),
    only('activities', ['store', 'domain', 'workflows', PROCESS]),
    only('api', ['store', 'domain', 'workflows', 'temporal', 'config']),
    only('workers', ['activities', 'store', 'domain', 'workflows', 'temporal', 'config']),
    only('simulator', ['config']),
    {
      name: 'database-only-in-store',
      severity: 'error',
      from: { pathNot: '^(store|ops|prisma|test|bench)/' },
      to: { path: 'node_modules/(pg|@prisma/client)/' },
    },
    {
      name: 'not-to-dev',
      severity: 'error',
      from: { path: '^(api|workers|workflows|activities|temporal|store|domain|config)/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^store/generated' },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.cjs', '.js'] },
  },
};
