/** What contacts say in voice messages, written down by a model: whose, how long they may be, and why there is none. */
import type { AiPolicy } from './policy.ts';
import { modeAt } from './policy.ts';

/** WhatsApp's limit for audio; endpoints take 25 MB. */
export const MAX_VOICE_BYTES = 16 * 1024 * 1024;
/** A model needs about a minute for so much; longer ones are recordings of something else. */
export const MAX_VOICE_MS = 10 * 60_000;
/** Speech has no fewer bytes a second (Opus at 6 kbit/s); where a file does not tell its length, this bounds it. */
const FEWEST_BYTES_PER_SECOND = 750;

/** Why there is no transcript; the keys are stable codes, the sentences are for people. */
export const TRANSCRIPT_REASONS = {
  off: 'Transcripts were switched off when the message came.',
  not_allowed: 'The contact has not agreed, its processing is restricted, or it has deleted the message.',
  too_long: 'The recording is longer than 10 minutes, or larger than 16 MB.',
  no_model: 'No model for transcripts is set up.',
  over_budget: 'The budget of the AI is used up.',
  nothing_said: 'The model heard no words.',
  failed: 'The model could not write it down.',
} as const;
export type TranscriptReason = keyof typeof TRANSCRIPT_REASONS;

/** After these another try, asked for by hand, may end otherwise. */
const WORTH_A_TRY: readonly TranscriptReason[] = ['not_allowed', 'no_model', 'over_budget', 'failed'];
export const isWorthATry = (reason: string | null): boolean =>
  (WORTH_A_TRY as readonly (string | null)[]).includes(reason);

/** A voice message, and whose it is. */
export interface VoiceFacts {
  readonly numberId: string;
  readonly queueId: string | null;
  readonly bytes: number;
  /** Milliseconds; null: the file does not tell. */
  readonly durationMs: number | null;
  /** Whether the contact's consent is recorded. */
  readonly hasConsent: boolean;
  /** Whether processing is restricted for the contact (GDPR, Article 18). */
  readonly isRestricted: boolean;
  /** Whether the contact has deleted the message. */
  readonly isRevoked: boolean;
}

/** Whether a policy wants transcripts of anybody. Where the AI is off, nothing goes to a model. */
export const wantsTranscripts = (policy: AiPolicy | null): policy is AiPolicy =>
  policy !== null && (policy.transcripts ?? 'off') !== 'off';

/** Milliseconds of sound; of a file that does not tell them, as many as it can have. */
export const longest = ({ durationMs, bytes }: Pick<VoiceFacts, 'durationMs' | 'bytes'>): number =>
  durationMs ?? Math.ceil(bytes / FEWEST_BYTES_PER_SECOND) * 1_000;

/** Why a voice message is not to be written down under a policy (null: the AI is off); null: it may be. */
export function transcriptRefusal(policy: AiPolicy | null, voice: VoiceFacts): TranscriptReason | null {
  if (!wantsTranscripts(policy) || modeAt(policy, voice) === 'off') return 'off';
  if (voice.isRestricted || voice.isRevoked || (policy.transcripts === 'consented' && !voice.hasConsent))
    return 'not_allowed';
  return voice.bytes > MAX_VOICE_BYTES || longest(voice) > MAX_VOICE_MS ? 'too_long' : null;
}

/** A sentence for people about a reason; null: it is unknown. */
export const explainTranscript = (reason: string): string | null =>
  (TRANSCRIPT_REASONS as Readonly<Record<string, string>>)[reason] ?? null;
