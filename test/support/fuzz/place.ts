/** Prepares a tenant that has one of everything, so that fuzzed requests can refer to existing things. */
import { writes } from '../ai.ts';
import type { HttpClient } from '../http-client.ts';
import type { Stack } from '../stack.ts';
import type { Known } from './inputs.ts';
import { knownIds, makeThings } from './things.ts';

export interface FuzzPlace {
  readonly known: Known;
  /** Existing ids for the `{id}` of a path. */
  idsOf(path: string): readonly string[];
}

/**
 * Creates one of everything, and three conversations, in the administrator's tenant.
 * @param keep ids to leave out, so that nothing happens to the people who send the requests.
 */
export async function fuzzPlace(stack: Stack, admin: HttpClient, keep: ReadonlySet<string>): Promise<FuzzPlace> {
  await makeThings(admin);
  for (const from of ['4915100000001', '4915100000002', '4915100000003'])
    await writes(stack, from, 'What are your hours?');
  const { all, fields, paths } = await knownIds(admin, keep);
  return {
    known: field => fields[field] ?? all,
    idsOf: path => Object.entries(paths).find(([prefix]) => path.startsWith(prefix))?.[1] ?? all,
  };
}
