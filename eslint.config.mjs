import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { databaseInStore } from './ops/lint/database-in-store.mjs';
import { logEvent } from './ops/lint/log-event.mjs';
import { wholeLetters } from './ops/lint/whole-letters.mjs';
import { wordsInLocales } from './ops/lint/words-in-locales.mjs';

const sigfollow = {
  rules: {
    'database-in-store': databaseInStore,
    'log-event': logEvent,
    'whole-letters': wholeLetters,
    'words-in-locales': wordsInLocales,
  },
};
const NAMED_EXPORTS = { selector: 'ExportDefaultDeclaration', message: 'Use named exports.' };
/** What makes a test say different things on different machines (docs/testing.md). */
const CHANCE = 'Chance comes from test/support/random.ts: it can be had again with SEED.';
const WAITING =
  'Wait with `eventually` for something that can be seen; “nothing happened” is shown by something that comes after it.';
const TIME_LIMIT = 'The time limit is for hangs, and one for all: jest.config.mjs.';
const EVERY_TEST_RUNS = 'Every test runs, once.';
const NO_UNSEEDED_CHANCE = {
  selector:
    "MemberExpression[object.name='Math'][property.name='random'], MemberExpression[object.name='Math'][property.value='random'], CallExpression[callee.property.name='randomInt']",
  message: CHANCE,
};
const TESTS_DO_NOT = [
  NO_UNSEEDED_CHANCE,
  {
    selector:
      "CallExpression[callee.name=/^set(Timeout|Interval|Immediate)$/], CallExpression[callee.property.name=/^set(Timeout|Interval|Immediate)$/], CallExpression[callee.object.name='AbortSignal'][callee.property.name='timeout']",
    message: WAITING,
  },
  {
    selector:
      "CallExpression[callee.name=/^(test|it)$/][arguments.length>2], CallExpression[callee.callee.property.name='each'][arguments.length>2], CallExpression[callee.name=/^(before|after)(All|Each)$/][arguments.length>1]",
    message: TIME_LIMIT,
  },
  {
    selector: "CallExpression[callee.object.name='jest'][callee.property.name=/^(setTimeout|retryTimes)$/]",
    message: TIME_LIMIT,
  },
  {
    selector:
      'MemberExpression[object.name=/^(test|it|describe)$/][property.name=/^(only|skip|todo|failing|concurrent)$/], CallExpression[callee.name=/^(xtest|xit|xdescribe|fit|fdescribe)$/]',
    message: EVERY_TEST_RUNS,
  },
];

/** Where real servers run beside a test, their time goes on. Parts of the workbench are alone (test/web). */
const NO_FAKE_TIME = {
  selector: "CallExpression[callee.object.name='jest'][callee.property.name='useFakeTimers']",
  message: TIME_LIMIT,
};

/**
 * What can end a process that runs for others: an error that nobody listens for (docs/runbook.md, “A process that ended
 * itself”). And SQL that reads what it need not.
 */
const NOBODY_WAITS =
  'A promise that nobody waits for goes through `inBackground` (config/process/background.ts): it is logged and counted.';
const SERVERS_DO_NOT = [
  { selector: "ExpressionStatement > CallExpression[callee.property.name='catch']", message: NOBODY_WAITS },
  {
    selector: "CallExpression[callee.name='createReadStream']",
    message:
      'Open files with `readFileLazily` (store/media/read-file.ts): a stream that is not read yet reports its errors to nobody.',
  },
  {
    selector: "NewExpression[callee.object.name='pg'][callee.property.name=/^(Pool|Client)$/]",
    message: 'Open pools with `openPool` (store/db/open-pool.ts): its connections have listeners for their errors.',
  },
  ...['TemplateElement[value.raw=', 'Literal[value='].map(text => ({
    selector: `${text}/= *current_tenant\\(\\)/]`,
    message:
      'Compare with (SELECT current_tenant()): a plan is not to know the tenant before it runs (docs/decisions/0026).',
  })),
];
const SERVERS = ['api', 'store', 'activities', 'workers', 'temporal', 'config', 'simulator'].map(
  folder => `${folder}/**/*.ts`,
);
/**
 * What a request is made of comes from api/http/input.ts: bounded, well-formed, strict. `test/api/input-kit.test.ts`
 * finds the same where names hide it.
 */
const RAW_INPUT =
  'A request is made of the parts of api/http/input.ts: text, matching, int, real, many, instant, json …, and z.strictObject.';
const rawParts = inside =>
  [
    `${inside}CallExpression[callee.object.name='z'][callee.property.name=/^(string|number|int|int32|float32|bigint|object|looseObject|array|record|any|unknown|date|url|email|uuid|stringbool|json|custom)$/]`,
    `${inside}CallExpression[callee.object.object.name='z'][callee.object.property.name=/^(iso|coerce)$/]`,
  ].map(selector => ({ selector, message: RAW_INPUT }));
/** Modules of the bundle are loaded once for all workflows of a thread (workers/create-worker.ts). */
const SHARED_BY_WORKFLOWS = {
  selector:
    'Program > VariableDeclaration[kind=/^(let|var)$/], ExportNamedDeclaration > VariableDeclaration[kind=/^(let|var)$/]',
  message: 'A module is shared by workflows: what it kept of one, another would see.',
};
/** What takes time by the square of a text that is made for it (docs/decisions/0020). */
const LINEAR = [
  {
    selector: "MemberExpression[object.name='Intl'][property.name='Segmenter']",
    message: 'Texts are segmented in windows: domain/text/segments.ts.',
  },
  {
    selector: "CallExpression[callee.property.name='normalize']",
    message: 'Texts are normalised without endless marks: domain/text/normal.ts.',
  },
  {
    selector: "NewExpression[callee.name='RegExp'][arguments.0.type!='Literal'], CallExpression[callee.name='RegExp']",
    message: 'Patterns that are made are RE2’s: domain/text/pattern.ts.',
  },
];

/** Where the root is, from the folders of web/src. */
const ROOT_FROM_WEB = ['../../..', '../../../..', '../../../../..'];
/** Import borders of docs/decisions/0002, by folder: what a folder may not see. */
const borders = {
  domain: [
    '../**/store/**',
    '../**/workflows/**',
    '../**/activities/**',
    '../**/api/**',
    '../**/workers/**',
    '../**/config/**',
    '../**/temporal/**',
    'node:*',
    '@*/*',
    'zod',
  ],
  store: [
    '../**/api/**',
    '../**/workers/**',
    '../**/activities/**',
    '../**/workflows/**',
    '../**/temporal/**',
    '@temporalio/*',
    'express',
    'zod',
  ],
  workflows: [
    '../**/store/**',
    '../**/activities/**',
    '../**/api/**',
    '../**/workers/**',
    '../**/config/**',
    '../**/temporal/**',
    'node:*',
    'zod',
    '@prisma/*',
    'pg',
    'pino',
  ],
  activities: ['../**/api/**', '../**/workers/**', 'express'],
  api: ['../**/workers/**', '../**/simulator/**', '@temporalio/worker'],
  workers: ['../**/api/**', '../**/simulator/**', 'express'],
  // The workbench knows the API by its HTTP surface alone. (Its own folders may be called the same.)
  web: [
    ...ROOT_FROM_WEB.flatMap(root =>
      ['api', 'store', 'domain', 'workers', 'workflows', 'activities', 'temporal', 'config', 'simulator'].map(
        folder => `${root}/${folder}/**`,
      ),
    ),
    'node:*',
  ],
  simulator: [
    '../**/api/**',
    '../**/store/**',
    '../**/domain/**',
    '../**/workers/**',
    '../**/workflows/**',
    '../**/activities/**',
    '../**/temporal/**',
  ],
};

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      'dist/',
      'store/generated/',
      'client/schema.ts',
      '.data/',
      'web/dist/',
      'coverage/',
      'prisma.config.ts',
      'web/public/',
      'web/vite.config.ts',
      'web/ui/vite.config.ts',
      'web/src/lib/request-schemas.ts',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', 'web/**/*.tsx', 'test/web/**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      // Flags that callbacks set look constant to this rule.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // What is above these today stands in ops/lint/exceptions.json, which may only become shorter.
      complexity: ['error', 15],
      'max-lines': ['error', 350],
      'max-params': ['error', 4],
      'no-console': 'error',
      'no-restricted-syntax': ['error', NAMED_EXPORTS],
    },
  },
  {
    files: SERVERS,
    ignores: [
      'config/process/background.ts',
      'store/media/read-file.ts',
      'store/db/open-pool.ts',
      'store/db/listener.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', NAMED_EXPORTS, ...SERVERS_DO_NOT, ...LINEAR] },
  },
  { files: ['simulator/**/*.ts'], rules: { 'no-restricted-syntax': ['error', NAMED_EXPORTS, ...SERVERS_DO_NOT] } },
  {
    files: ['domain/**/*.ts', 'workflows/**/*.ts'],
    ignores: ['domain/text/**'],
    rules: { 'no-restricted-syntax': ['error', NAMED_EXPORTS, ...LINEAR, SHARED_BY_WORKFLOWS] },
  },
  {
    files: ['workflows/**/*.ts', 'domain/conversation/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        NAMED_EXPORTS,
        ...LINEAR,
        SHARED_BY_WORKFLOWS,
        {
          ...SHARED_BY_WORKFLOWS,
          selector: ['Program', 'ExportNamedDeclaration']
            .map(
              at =>
                `${at} > VariableDeclaration > VariableDeclarator > :matches(NewExpression, TSAsExpression > NewExpression, TSSatisfiesExpression > NewExpression)[callee.name=/^(Map|WeakMap|WeakSet)$/]`,
            )
            .join(', '),
        },
      ],
    },
  },
  {
    files: [...SERVERS, 'domain/**/*.ts', 'workflows/**/*.ts'],
    ignores: ['domain/text/cut.ts', 'domain/text/**', 'simulator/**'],
    plugins: { sigfollow },
    rules: { 'sigfollow/whole-letters': 'error' },
  },
  {
    files: ['web/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  { files: ['web/src/**/*.tsx'], plugins: { sigfollow }, rules: { 'sigfollow/words-in-locales': 'error' } },
  // What workflows log comes through the SDK, as `temporal_sdk`.
  {
    files: SERVERS,
    ignores: ['simulator/**'],
    plugins: { sigfollow },
    rules: { 'sigfollow/log-event': 'error' },
  },
  {
    files: ['api/**/*.ts', 'activities/**/*.ts', 'workers/**/*.ts', 'workflows/**/*.ts'],
    plugins: { sigfollow },
    rules: { 'sigfollow/database-in-store': 'error' },
  },
  {
    files: SERVERS,
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: true }],
    },
  },
  ...Object.entries(borders).map(([folder, group]) => ({
    files: folder === 'web' ? ['web/src/**/*.{ts,tsx}'] : [`${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group, message: `${folder}/ may not import this (docs/decisions/0002).` }] },
      ],
    },
  })),
  {
    files: [
      'store/**/*.ts',
      'api/**/*.ts',
      'workers/**/*.ts',
      'activities/**/*.ts',
      'domain/**/*.ts',
      'workflows/**/*.ts',
      'temporal/**/*.ts',
    ],
    ignores: ['api/main.ts', 'workers/main.ts', 'workers/reconcile-main.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only config reads the environment.' },
      ],
    },
  },
  {
    files: ['api/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        NAMED_EXPORTS,
        ...SERVERS_DO_NOT,
        ...LINEAR,
        ...rawParts(
          'CallExpression[callee.name="route"] > ObjectExpression > Property[key.name=/^(params|query|body)$/] ',
        ),
      ],
    },
  },
  // Nothing but requests is described here.
  {
    files: [
      'api/conversations/outbound/**/*.ts',
      'api/templates/definition.ts',
      'api/http/business-hours.ts',
      'api/acd/queue-settings.ts',
      'api/ws/**/*.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', NAMED_EXPORTS, ...SERVERS_DO_NOT, ...LINEAR, ...rawParts('')] },
  },
  {
    files: ['ops/**/*.ts', 'bench/**/*.ts', 'test/chaos/**/*.ts', 'workers/reconcile-main.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.{ts,tsx}', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['test/**/*.ts'],
    ignores: [
      'test/chaos/**',
      'test/support/eventually.ts',
      'test/support/fast-check.ts',
      'test/support/live-bytes.ts',
    ],
    rules: {
      'no-restricted-syntax': ['error', NAMED_EXPORTS, NO_FAKE_TIME, ...TESTS_DO_NOT],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            ...['node:timers/promises', 'timers/promises', 'node:timers', 'timers'].map(name => ({
              name,
              message: WAITING,
            })),
            { name: 'node:crypto', importNames: ['randomInt'], message: CHANCE },
            {
              name: 'fast-check',
              message: 'Import it from test/support/fast-check.ts, which gives it the run’s seed.',
            },
          ],
        },
      ],
    },
  },
  { files: ['test/web/**/*.tsx'], rules: { 'no-restricted-syntax': ['error', NAMED_EXPORTS, ...TESTS_DO_NOT] } },
  { files: ['test/chaos/**/*.ts'], rules: { 'no-restricted-syntax': ['error', NAMED_EXPORTS, NO_UNSEEDED_CHANCE] } },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        Buffer: 'readonly',
        AbortController: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        require: 'readonly',
        module: 'writable',
        exports: 'writable',
      },
    },
  },
  {
    files: ['simulator/page/*.js'],
    languageOptions: {
      globals: {
        document: 'readonly',
        navigator: 'readonly',
        localStorage: 'readonly',
        fetch: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        URLSearchParams: 'readonly',
        Option: 'readonly',
        File: 'readonly',
        FormData: 'readonly',
        MediaRecorder: 'readonly',
      },
    },
  },
);
