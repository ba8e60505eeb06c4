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

module.exports = {
  forbidden: [
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
      from: { pathNot: '^(store|ops|prisma|test|bench|workers)/' },
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
