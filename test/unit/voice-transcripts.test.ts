/** Whose voice messages may be written down, and what people are told where they are not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { AiPolicy } from '../../domain/ai/policy.ts';
import type { VoiceFacts } from '../../domain/ai/voice-transcripts.ts';
import {
  MAX_VOICE_BYTES,
  MAX_VOICE_MS,
  TRANSCRIPT_REASONS,
  explainTranscript,
  transcriptRefusal,
} from '../../domain/ai/voice-transcripts.ts';
import { root } from '../../ops/root.ts';

const policy = (more: Partial<AiPolicy>): AiPolicy =>
  ({ mode: 'suggest', numbers: [], queues: [], transcripts: 'all', ...more }) as unknown as AiPolicy;
const voice = (more: Partial<VoiceFacts> = {}): VoiceFacts => ({
  numberId: 'n',
  queueId: 'q',
  bytes: 20_000,
  durationMs: 10_000,
  hasConsent: false,
  isRestricted: false,
  isRevoked: false,
  ...more,
});

describe('a voice message may be written down', () => {
  test.each([
    ['no policy', null, {}, 'off'],
    ['a policy from before there were transcripts', policy({ transcripts: undefined }), {}, 'off'],
    ['a policy that wants none', policy({ transcripts: 'off' }), {}, 'off'],
    ['an AI that is off', policy({ mode: 'off' }), {}, 'off'],
    ['an AI that is off for the queue', policy({ queues: [{ queueId: 'q', mode: 'off' }] }), {}, 'off'],
    [
      'an AI that is off but for the number',
      policy({ mode: 'off', numbers: [{ numberId: 'n', mode: 'answer' }] }),
      {},
      null,
    ],
    ['no queue', policy({}), { queueId: null }, null],
    ['everybody', policy({}), {}, null],
    ['everybody, but processing is restricted', policy({}), { isRestricted: true, hasConsent: true }, 'not_allowed'],
    ['a message that was deleted', policy({}), { isRevoked: true }, 'not_allowed'],
    ['consent that is asked for and not there', policy({ transcripts: 'consented' }), {}, 'not_allowed'],
    ['consent that is asked for and there', policy({ transcripts: 'consented' }), { hasConsent: true }, null],
    ['the longest', policy({}), { durationMs: MAX_VOICE_MS }, null],
    ['a longer one', policy({}), { durationMs: MAX_VOICE_MS + 1 }, 'too_long'],
    ['the largest', policy({}), { bytes: MAX_VOICE_BYTES }, null],
    ['a larger one', policy({}), { bytes: MAX_VOICE_BYTES + 1 }, 'too_long'],
    ['a short one of unknown length', policy({}), { durationMs: null }, null],
    ['one of unknown length that may be long', policy({}), { durationMs: null, bytes: 500_000 }, 'too_long'],
  ] as const)('%s', (_, policyThen, facts, refusal) => {
    expect(transcriptRefusal(policyThen, voice(facts))).toBe(refusal);
  });
});

test('the workbench has words for each reason', () => {
  const { audio } = JSON.parse(readFileSync(join(root, 'web/src/locales/en/thread.json'), 'utf8')) as {
    audio: { why: Record<string, string> };
  };
  expect(Object.keys(audio.why).sort()).toEqual(Object.keys(TRANSCRIPT_REASONS).sort());
  for (const reason of Object.keys(TRANSCRIPT_REASONS)) expect(explainTranscript(reason)).toMatch(/\.$/);
  expect(explainTranscript('unheard_of')).toBeNull();
});
