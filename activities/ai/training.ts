import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import type { Database } from '../../store/db/database.ts';
import { finishExport, nextExamples, openExport } from '../../store/ai/training.ts';
import { sealStream } from '../../store/media/cipher.ts';
import type { ObjectStore } from '../../store/media/object-store.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import type { SecretBox } from '../../store/db/secret-box.ts';
import type { TrainingActivities } from '../../workflows/contract.ts';

const AT_ONCE = 50;

/**
 * Writes a tenant's training examples into one encrypted file; checks before each batch that the grant is still valid.
 */
export function trainingActivities({
  database,
  box,
  objects,
  clock,
}: {
  readonly database: Database;
  readonly box: SecretBox;
  readonly objects: ObjectStore;
  readonly clock: () => number | Promise<number>;
}): TrainingActivities {
  return {
    async exportTraining({ tenantId, exportId }) {
      const unitOf = unitOfWork(database);
      const mayGoOn = async () => unitOf(tenantId, async unit => openExport(unit, box, exportId, await clock()));
      const order = await mayGoOn();
      if (order?.row.state !== 'running') return;
      const hash = createHash('sha256');
      const leftOut = { consent: 0, restricted: 0, empty: 0 };
      let [examples, size] = [0, 0];
      const lines = async function* (): AsyncGenerator<Buffer> {
        for (let after: string | null = null; ;) {
          Context.current().heartbeat();
          if ((await mayGoOn()) === null) throw new Error('the authorisation was withdrawn');
          const batch = await unitOf(tenantId, unit => nextExamples(unit, after, AT_ONCE));
          if (batch === null) return;
          after = batch.last;
          for (const why of ['consent', 'restricted', 'empty'] as const) leftOut[why] += batch.leftOut[why];
          for (const example of batch.examples) {
            const line = Buffer.from(`${JSON.stringify(example)}\n`);
            hash.update(line);
            [examples, size] = [examples + 1, size + line.length];
            yield line;
          }
        }
      };
      await objects.put(order.row.objectKey, sealStream(lines(), order.dataKey, 'content'));
      const kept = await unitOf(tenantId, async unit =>
        finishExport(unit, exportId, { examples, leftOut, size, sha256: hash.digest('hex') }, await clock()),
      );
      if (!kept) await objects.remove(order.row.objectKey);
    },
  };
}
