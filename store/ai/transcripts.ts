/** Transcripts of what contacts say in voice messages: which are wanted, what is needed for one, and what became of it. */
import type { VersionedAiPolicy } from '../../domain/ai/policy.ts';
import type { TranscriptReason } from '../../domain/ai/voice-transcripts.ts';
import { isWorthATry, longest, transcriptRefusal, wantsTranscripts } from '../../domain/ai/voice-transcripts.ts';
import { cut } from '../../domain/text/cut.ts';
import { REVISED } from '../conversation/revised.ts';
import type { TenantUnit } from '../db/database.ts';
import type { SecretBox } from '../db/secret-box.ts';
import type { Media } from '../generated/client.ts';
import { languageOf } from '../knowledge/language.ts';
import { openMedia } from '../media/media.ts';
import { keepMessages } from '../search/keep-words.ts';
import { movePlace, takePlace } from '../search/place.ts';
import { activeAiPolicy } from './policy.ts';

const VOICE = 'audio';
/** Nobody says more in the time that is allowed. In UTF-16 code units. */
const LONGEST = 20_000;

/** The files that are voice messages of contacts; ours have a state of their upload. */
const THEIRS = { kind: VOICE, uploadState: null, state: 'stored' } as const;

/** Has a file that was just stored written down, if it is a voice message and the policy in force wants transcripts. */
export async function expectTranscript(unit: TenantUnit, file: { readonly id: string; readonly kind: string }) {
  if (file.kind !== VOICE || !wantsTranscripts(await activeAiPolicy(unit))) return;
  const { count } = await unit.tx.media.updateMany({
    where: { ...THEIRS, tenantId: unit.tenantId, id: file.id, transcriptState: null },
    data: { transcriptState: 'waiting' },
  });
  unit.wake.media ||= count > 0;
}

/** What one try needs. */
export interface TranscriptOrder {
  readonly mediaId: string;
  readonly round: number;
  readonly messageId: string;
  readonly conversationId: string;
  readonly policy: VersionedAiPolicy;
  readonly file: { readonly objectKey: string; readonly dataKey: Buffer; readonly mime: string; readonly size: number };
  /** The most that it can be, where the file does not tell. */
  readonly durationMs: number;
}

interface Which {
  readonly mediaId: string;
  readonly round: number;
}

/**
 * Begins a try, if the message may be written down as things are now; else records why it may not.
 * @returns null when there is nothing to do (any more); `done`: it is written down, but may not be found yet.
 */
export async function beginTranscript(
  unit: TenantUnit,
  box: SecretBox,
  which: Which,
): Promise<TranscriptOrder | { readonly done: { readonly messageId: string } } | null> {
  const { tx, tenantId } = unit;
  const { mediaId, round } = which;
  const row = await tx.media.findFirst({ where: { ...THEIRS, tenantId, id: mediaId, transcriptRound: round } });
  if (row?.transcriptState === 'done') return { done: { messageId: row.messageId } };
  const opened = isOpen(row) ? await openMedia(unit, box, mediaId) : null;
  if (row === null || opened === null) return null;
  const { objectKey, dataKey, mime, size } = opened;
  const [policy, facts] = [await activeAiPolicy(unit), await factsOf(unit, row, size)];
  const refusal = transcriptRefusal(policy, facts);
  if (refusal !== null || policy === null) {
    await endTranscript(unit, which, refusal ?? 'off');
    return null;
  }
  await tx.media.updateMany({
    where: { tenantId, id: mediaId, transcriptRound: round, transcriptState: 'waiting' },
    data: { transcriptState: 'working' },
  });
  return {
    ...which,
    messageId: row.messageId,
    conversationId: row.conversationId,
    policy,
    file: { objectKey, dataKey, mime, size },
    durationMs: longest(facts),
  };
}

const OPEN = ['waiting', 'working'];
const isOpen = (row: Pick<Media, 'transcriptState'> | null): boolean => OPEN.includes(row?.transcriptState ?? '');

async function whoseVoice({ tx, tenantId }: TenantUnit, { messageId }: Pick<Media, 'messageId'>) {
  const [row] = await tx.$queryRawUnsafe<
    { queue_id: string | null; restricted: boolean; has_consent: boolean; revoked: boolean }[]
  >(
    `
    SELECT v.queue_id, k.restricted, k.consent_at IS NOT NULL AS has_consent, ${REVISED}
    FROM message m
      JOIN conversation v ON v.tenant_id = m.tenant_id AND v.id = m.conversation_id
      JOIN contact k ON k.tenant_id = v.tenant_id AND k.id = v.contact_id
    WHERE m.tenant_id = $1::uuid AND m.id = $2::uuid`,
    tenantId,
    messageId,
  );
  if (row === undefined) throw new Error('a file has no message');
  return {
    queueId: row.queue_id,
    isRestricted: row.restricted,
    hasConsent: row.has_consent,
    isRevoked: row.revoked,
  };
}

const factsOf = async (unit: TenantUnit, row: Media, bytes: number) => ({
  ...(await whoseVoice(unit, row)),
  numberId: row.numberId,
  bytes,
  durationMs: row.durationMs,
});

/**
 * Keeps what is said. @returns false when it is not wanted any more, such as that of a message that was erased, or that
 * may not be written down by now: the call takes its time.
 */
export async function finishTranscript(unit: TenantUnit, which: Which, said: string): Promise<boolean> {
  const { tx, tenantId } = unit;
  const row = await tx.media.findFirst({ where: { ...THEIRS, tenantId, id: which.mediaId } });
  if (row === null) return false;
  const refusal = transcriptRefusal(await activeAiPolicy(unit), await factsOf(unit, row, row.size ?? 0));
  if (refusal !== null) {
    await endTranscript(unit, which, refusal);
    return false;
  }
  const text = cut(said, LONGEST);
  return end(unit, which, {
    transcriptState: 'done',
    transcriptReason: null,
    transcript: text,
    transcriptLanguage: languageOf(text),
  });
}

/** Records why there is none. */
export async function endTranscript(unit: TenantUnit, which: Which, reason: TranscriptReason): Promise<void> {
  await end(unit, which, { transcriptState: 'none', transcriptReason: reason });
}

async function end(unit: TenantUnit, { mediaId, round }: Which, data: object): Promise<boolean> {
  const { count } = await unit.tx.media.updateMany({
    where: {
      ...THEIRS,
      tenantId: unit.tenantId,
      id: mediaId,
      transcriptRound: round,
      transcriptState: { in: OPEN },
    },
    data,
  });
  if (count === 0) return false;
  const { conversationId } = await unit.tx.media.findUniqueOrThrow({
    where: { id: mediaId },
    select: { conversationId: true },
  });
  unit.wake.conversations.add(conversationId);
  return true;
}

/**
 * Lets a message be found by its transcript, as that is written after the message went through the search.
 * @returns false while the search is being filled, or something is deleted from it: it has to be tried again.
 */
export async function findByTranscript(unit: TenantUnit, messageId: string): Promise<boolean> {
  const place = await takePlace(unit);
  if (place === null) return false;
  const languages = new Set([...place.languages, ...(await keepMessages(unit, [messageId]))]);
  if (languages.size > place.languages.length) await movePlace(unit, { ...place, languages: [...languages].sort() });
  return true;
}

/** Has a voice message written down at a person's request. @returns false when another try would end as before. */
export async function retryTranscript(unit: TenantUnit, id: string): Promise<boolean> {
  const { tx, tenantId } = unit;
  const row = await tx.media.findFirst({ where: { ...THEIRS, tenantId, id, transcriptState: 'none' } });
  if (row === null || !isWorthATry(row.transcriptReason)) return false;
  const { count } = await tx.media.updateMany({
    where: { ...THEIRS, tenantId, id, transcriptState: 'none', transcriptRound: row.transcriptRound },
    data: { transcriptState: 'waiting', transcriptReason: null, transcriptRound: { increment: 1 } },
  });
  unit.wake.media ||= count > 0;
  return count > 0;
}
