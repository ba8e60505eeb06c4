/** Voice messages of contacts, written down by the tenant's model. */
import { setTimeout as pause } from 'node:timers/promises';
import { ApplicationFailure, Context } from '@temporalio/activity';
import type { TranscriptReason } from '../../domain/ai/voice-transcripts.ts';
import { MAX_VOICE_BYTES } from '../../domain/ai/voice-transcripts.ts';
import { readAtMost } from '../../domain/net/read-at-most.ts';
import { bareMime } from '../../domain/whatsapp/media.ts';
import type { TranscriptOrder } from '../../store/ai/transcripts.ts';
import { beginTranscript, endTranscript, findByTranscript, finishTranscript } from '../../store/ai/transcripts.ts';
import type { Database } from '../../store/db/database.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import type { SecretBox } from '../../store/db/secret-box.ts';
import { openWhole } from '../../store/media/cipher.ts';
import type { ObjectStore } from '../../store/media/object-store.ts';
import type { TranscriptActivities } from '../../workflows/contract.ts';
import { withHeartbeat } from '../heartbeat.ts';
import type { Models } from './models.ts';

export interface TranscriptDependencies {
  readonly database: Database;
  readonly box: SecretBox;
  readonly models: Models;
  readonly objects: ObjectStore;
}

const HEARTBEAT_MS = 2_000;
const CALL_MS = 3 * 60_000;
/** Longer waits that an endpoint asks for are not waited for in one piece. */
const LONGEST_WAIT_MS = 60 * 60_000;
/** The search is filled, and deleted from, in steps of some milliseconds. */
const SEARCH_TRIES = 20;
const SEARCH_PAUSE_MS = 100;

export function transcriptActivities({ database, box, models, objects }: TranscriptDependencies): TranscriptActivities {
  const unitOf = unitOfWork(database);

  /** What is said, or why that cannot be known. @throws ApplicationFailure with the model's failure. */
  const ask = async (tenantId: string, order: TranscriptOrder): Promise<{ said: string } | TranscriptReason> => {
    const { conversationId, policy, file, durationMs } = order;
    const bytes = await readAtMost(openWhole(objects, file), MAX_VOICE_BYTES);
    if (bytes === null) return 'too_long';
    const result = await models.transcribe({
      tenantId,
      conversationId,
      policy,
      recording: { bytes, mime: bareMime(file.mime), durationMs },
      timeoutMs: CALL_MS,
      signal: Context.current().cancellationSignal,
    });
    if (result.kind === 'no_model') return 'no_model';
    if (result.kind === 'capped') return 'over_budget';
    if (result.kind === 'ok') return result.text === '' ? 'nothing_said' : { said: result.text };
    throw ApplicationFailure.create({
      message: 'the model did not answer',
      type: result.code,
      // What was canceled is so because its worker is being shut down.
      nonRetryable: !result.retryable && result.code !== 'aborted',
      ...(result.retryAfterMs === null ? {} : { nextRetryDelay: Math.min(result.retryAfterMs, LONGEST_WAIT_MS) }),
    });
  };

  /** @throws ApplicationFailure if others are at the search for long; the next try asks no model any more. */
  const findable = async (tenantId: string, messageId: string): Promise<void> => {
    for (let tries = 0; tries < SEARCH_TRIES; tries++) {
      if (await unitOf(tenantId, unit => findByTranscript(unit, messageId))) return;
      await pause(SEARCH_PAUSE_MS);
    }
    throw ApplicationFailure.create({ message: 'the search is busy', type: 'search_busy' });
  };

  return {
    async transcribe({ tenantId, mediaId, round }) {
      const begun = await unitOf(tenantId, unit => beginTranscript(unit, box, { mediaId, round }));
      if (begun === null) return;
      if ('done' in begun) return findable(tenantId, begun.done.messageId);
      const heard = await withHeartbeat(HEARTBEAT_MS, () => ask(tenantId, begun));
      if (typeof heard === 'string') return unitOf(tenantId, unit => endTranscript(unit, { mediaId, round }, heard));
      const isKept = await unitOf(tenantId, unit => finishTranscript(unit, { mediaId, round }, heard.said));
      if (isKept) await findable(tenantId, begun.messageId);
    },

    async giveUpTranscript({ tenantId, mediaId, round }) {
      await unitOf(tenantId, unit => endTranscript(unit, { mediaId, round }, 'failed'));
    },
  };
}
