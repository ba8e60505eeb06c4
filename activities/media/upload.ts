import { heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { openWhole } from '../../store/media/cipher.ts';
import { claimMetaUpload, noteMetaRefusal, noteMetaUpload } from '../../store/media/meta-files.ts';
import type { ObjectStore } from '../../store/media/object-store.ts';
import { openToken } from '../../store/numbers/token.ts';
import { noteTrouble } from '../../store/numbers/numbers.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import type { GraphDependencies } from '../whatsapp/dependencies.ts';
import type { MediaActivities } from '../../workflows/contract.ts';
import { graphUnavailable } from '../whatsapp/graph-unavailable.ts';

export interface UploadDependencies extends GraphDependencies {
  readonly objects: ObjectStore;
}

/** Other messages with the same file wait for an upload under way until its lease ends. */
const LEASE_MS = 10 * 60_000;
const AGAIN_MS = 500;

/** Outbound files: read, decrypted and uploaded to WhatsApp in one stream. */
export function uploadActivities({
  database,
  box,
  graph,
  objects,
  clock,
}: UploadDependencies): Pick<MediaActivities, 'uploadMedia' | 'giveUpUpload'> {
  return {
    async uploadMedia({ tenantId, mediaId, round }) {
      const at = await clock();
      const claim = await unitOfWork(database)(tenantId, unit =>
        claimMetaUpload(unit, box, mediaId, round, at, LEASE_MS),
      );
      if (claim.kind === 'done') return;
      if (claim.kind === 'wait')
        throw ApplicationFailure.create({
          message: 'the same bytes are being uploaded',
          type: 'not_uploaded',
          nextRetryDelay: AGAIN_MS,
        });
      const { order } = claim;
      const token = openToken(box, tenantId, order.numberId, order.accessToken);
      const content = withHeartbeat(openWhole(objects, order));
      const result = await graph.uploadMedia(
        order.phoneNumberId,
        { mime: order.mime, size: order.size, content },
        token,
      );
      const endedAt = await clock();
      if (result.kind === 'rejected') {
        return unitOfWork(database)(tenantId, async unit => {
          await noteMetaRefusal(unit, mediaId, result.code, result.text);
          await noteTrouble(unit, order.numberId, result, at, endedAt);
        });
      }
      const id = result.kind === 'ok' ? result.body['id'] : undefined;
      if (typeof id !== 'string') throw graphUnavailable(result, 'not_uploaded');
      await unitOfWork(database)(tenantId, unit => noteMetaUpload(unit, order, id, endedAt));
    },

    async giveUpUpload({ tenantId, mediaId }) {
      await unitOfWork(database)(tenantId, unit =>
        noteMetaRefusal(unit, mediaId, null, 'WhatsApp could not be reached for an hour.'),
      );
    },
  };
}

async function* withHeartbeat(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    heartbeat();
    yield chunk;
  }
}
