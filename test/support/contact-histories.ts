import { expect } from '@jest/globals';
import { contactBlockWorkflowId, contactImportWorkflowId } from '../../workflows/contract.ts';
import { createBlockWorld } from './block-world.ts';
import { eventually } from './eventually.ts';
import { historiesOfWorkflow } from './histories.ts';
import type { StackOptions } from './stack.ts';

/** A contact that WhatsApp fails to block, then blocks and unblocks, and a file of contacts that is taken back. */
export async function contactHistories(options: StackOptions): ReturnType<typeof historiesOfWorkflow> {
  const { stack, admin, world } = await createBlockWorld(options);
  try {
    const { id: contactId } = await world.writes();
    const { id: numberId } = (await admin.get('/api/v1/numbers')).body.items[0]!;
    stack.simulator.fault({ kind: 'error', code: 131000 });
    await world.block(contactId);
    await world.settled(contactId);
    await world.unblock(contactId);
    await world.settled(contactId);

    const file = `Phone,Name\n+${world.newNumber()},Ada\n+${world.newNumber()},Grace\n`;
    const begun = await admin.call('POST', '/api/v1/contacts/imports?fileName=people.csv', file, {
      'content-type': 'text/csv',
    });
    expect(begun.status).toBe(202);
    const importId: string = begun.body.id;
    const becomes = (state: string) =>
      eventually(async () => (await admin.get(`/api/v1/contacts/imports/${importId}`)).body.state, state, {
        until: seen => seen === state,
      });
    await becomes('checked');
    await admin.post(`/api/v1/contacts/imports/${importId}/apply`, {});
    await becomes('applied');
    await admin.post(`/api/v1/contacts/imports/${importId}/undo`, {});
    await becomes('undone');

    const ids = [
      contactBlockWorkflowId({ contactId, numberId }),
      ...(['checking', 'applying', 'undoing'] as const).map(step => contactImportWorkflowId({ importId, step })),
    ];
    const runs = [];
    for (const workflowId of ids) {
      await stack.client.workflow.getHandle(workflowId).result();
      runs.push(...(await historiesOfWorkflow(stack, workflowId)));
    }
    return runs;
  } finally {
    await stack.close();
  }
}
