import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from '@jest/globals';
import { readConfig } from '../../config/index.ts';
import { root } from '../../ops/root.ts';

const key = (id: string): string => `${id}:${createHash('sha256').update(id).digest('base64')}`;
/** What the example leaves to whoever fills it in. */
const FILLED_IN: NodeJS.ProcessEnv = {
  META_APP_SECRET: createHash('sha256').update('app').digest('hex'),
  META_VERIFY_TOKEN: createHash('sha256').update('verify').digest('base64url'),
  SECRET_KEYS: key('secrets'),
  PAYLOAD_KEYS: key('payloads'),
};
const example = readFileSync(join(root, '.env.example'), 'utf8');
const uncommented = parseEnv(example.replaceAll(/^# (?=[A-Z_]+=)/gm, '')) as Record<string, string>;
const required = parseEnv(example) as Record<string, string>;
/** Where the example shows one because there is no default. */
const WITHOUT_DEFAULT = new Set([
  'WORKFLOW_BUNDLE',
  'TEMPORAL_API_KEY',
  'OPENAI_BASE_URL',
  'OPENAI_API_KEY',
  'OPENAI_EMBEDDING_MODEL',
  'OPENAI_TRANSCRIPTION_MODEL',
  'ALLOWED_NETWORKS',
  'ALLOW_INSECURE_SETTINGS',
]);

/** The names that are looked up in the environment. */
function namesRead(): string[] {
  const names = new Set<string>();
  const environment = new Proxy(
    { ...required, ...FILLED_IN },
    {
      get: (target, name: string) => {
        names.add(name);
        return target[name];
      },
    },
  );
  readConfig(environment);
  return [...names];
}

test('the example of settings has every one that is read, and no other', () => {
  const forbidden = ['OPENAI_CUSTOM_HEADERS', 'OPENAI_ADMIN_KEY', 'OPENAI_ORG_ID', 'OPENAI_PROJECT_ID'];
  expect(Object.keys(uncommented).sort()).toEqual(
    namesRead()
      .filter(name => !forbidden.includes(name))
      .sort(),
  );
});

test('it is taken as soon as the secrets are filled in, and names those that are not', () => {
  expect(readConfig({ ...required, ...FILLED_IN }).insecure).toEqual([]);
  for (const name of Object.keys(FILLED_IN))
    expect(() => readConfig({ ...required, ...FILLED_IN, [name]: required[name] })).toThrow(name);
});

test('the defaults it shows are those that hold', () => {
  const shown = Object.entries(uncommented).filter(([name]) => !WITHOUT_DEFAULT.has(name));
  expect(readConfig({ ...Object.fromEntries(shown), ...FILLED_IN })).toEqual(readConfig({ ...required, ...FILLED_IN }));
  expect(readConfig({ ...uncommented, ...FILLED_IN })).not.toEqual(readConfig({ ...required, ...FILLED_IN }));
});
