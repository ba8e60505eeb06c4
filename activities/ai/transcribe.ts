import { toFile } from 'openai';
import { repairedText } from '../../domain/text/cut.ts';
import { failureOf } from './failures.ts';
import { estimateTokens } from './model-client.ts';
import type { Failure, ModelEndpoint, Usage } from './model-types.ts';
import { openClient } from './open-client.ts';

/** What is said; empty: the model heard no words. */
export type TranscribeResult =
  { readonly kind: 'ok'; readonly text: string; readonly usage: Usage; readonly demo: boolean } | Failure;

/** A recording. `mime`: without parameters. */
export interface Recording {
  readonly bytes: Uint8Array;
  readonly mime: string;
  readonly durationMs: number;
}

/** Tokens of a second of sound, as OpenAI's models count them, and at most of what is said in it. */
const SOUND_TOKENS = 10;
const SPEECH_TOKENS = 10;

/** The most tokens that a recording of this length makes. */
export const mostTokens = (durationMs: number): { readonly promptTokens: number; readonly maxTokens: number } => {
  const seconds = Math.ceil(durationMs / 1_000);
  return { promptTokens: seconds * SOUND_TOKENS, maxTokens: seconds * SPEECH_TOKENS };
};

/** Endpoints tell the format by the name's ending. The file's own name may say whose it is, and is not sent. */
const ENDINGS: Readonly<Record<string, string>> = {
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'audio/wav': 'wav',
};

/** Has speech written down by an OpenAI-compatible endpoint (`/audio/transcriptions`). */
export async function transcribe(
  endpoint: ModelEndpoint,
  { bytes, mime, durationMs }: Recording,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<TranscribeResult> {
  const { client, isDemo } = openClient(endpoint, timeoutMs);
  try {
    const file = await toFile(bytes, `voice.${ENDINGS[mime] ?? 'ogg'}`, { type: mime });
    // Every compatible endpoint and model supports this format; the more detailed ones only some.
    const answer: unknown = await client.audio.transcriptions.create(
      { model: endpoint.model, file, response_format: 'json' },
      { signal },
    );
    const { text, usage: told } = (answer ?? {}) as { text?: unknown; usage?: unknown };
    const said = typeof text === 'string' ? repairedText(text).trim() : '';
    const usage = usageOf(told, durationMs, said);
    return typeof text === 'string'
      ? { kind: 'ok', text: said, usage, demo: isDemo() }
      : { kind: 'failed', code: 'malformed', retryable: true, retryAfterMs: null, usage };
  } catch (error) {
    return failureOf(error, signal);
  }
}

/** Some models tell tokens, others seconds, others nothing. */
function usageOf(told: unknown, durationMs: number, text: string): Usage {
  const { input_tokens: input, output_tokens: output } = (told ?? {}) as {
    input_tokens?: unknown;
    output_tokens?: unknown;
  };
  return typeof input === 'number' && typeof output === 'number'
    ? { promptTokens: input, completionTokens: output, estimated: false }
    : {
        promptTokens: mostTokens(durationMs).promptTokens,
        completionTokens: estimateTokens(text),
        estimated: true,
      };
}

const RATE = 8_000;

/** A second of silence as WAV (16 bits, mono), to try a model with. */
export function silence(): Recording {
  const samples = RATE * 2;
  const bytes = Buffer.alloc(44 + samples);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + samples, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(RATE * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(samples, 40);
  return { bytes, mime: 'audio/wav', durationMs: 1_000 };
}
