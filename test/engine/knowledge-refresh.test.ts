/** A source is read again by itself; on a time-skipping server. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { knowledgeIngestionWorkflowId } from '../../workflows/contract.ts';
import { eventually } from '../support/eventually.ts';
import { clock, endTime, environment, stack, startTime } from '../support/time-skipping.ts';

beforeAll(startTime);
afterAll(endTime);

test('after its hours a source has its next round, unless somebody was quicker', async () => {
  const api = stack.api();
  clock.now = await environment.currentTimeMs();
  // The name leads into our own network: each round ends at once, with that as its problem.
  const { body } = await api.post('/api/v1/knowledge/sources', { url: 'https://localhost/help', refreshHours: 24 });
  const input = { tenantId: stack.tenants[0]!.id, sourceId: body.id, round: 1 };
  await environment.client.workflow.start('knowledgeIngestionWorkflow', {
    workflowId: knowledgeIngestionWorkflowId(input.sourceId, 1),
    taskQueue: 'time',
    args: [input],
  });
  const rounds = async (): Promise<number> => (await api.get(`/api/v1/knowledge/sources/${body.id}`)).body.round;
  await eventually(
    async () => (await api.get(`/api/v1/knowledge/sources/${body.id}`)).body.state === 'failed',
    'the end of the first round',
  );
  expect((await api.get(`/api/v1/knowledge/sources/${body.id}`)).body.problems).toEqual([
    { url: 'https://localhost/help', code: 'forbidden_address', leftOut: null },
  ]);
  expect(await rounds()).toBe(1);
  await environment.sleep('25 hours');
  await eventually(async () => (await rounds()) >= 2, 'the second round');
  // A person looks at once; the round that sleeps finds that and ends.
  await eventually(
    async () => (await api.get(`/api/v1/knowledge/sources/${body.id}`)).body.state === 'failed',
    'the end of the second round',
  );
  const before = await rounds();
  expect((await api.post(`/api/v1/knowledge/sources/${body.id}/repeat`)).status).toBe(202);
  expect(await rounds()).toBe(before + 1);
  expect((await api.delete(`/api/v1/knowledge/sources/${body.id}`)).status).toBe(200);
});
