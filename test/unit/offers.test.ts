/** Who may end an offer, and until when. */
import { describe, expect, test } from '@jest/globals';
import { acceptOffer, expireOffer, offer, offerToSeveral, rejectOffer } from '../../domain/conversation/decide.ts';
import type { Decision } from '../../domain/conversation/decide.ts';
import { isRefusal } from '../../domain/conversation/decide.ts';
import { apply } from '../../domain/conversation/fold.ts';
import type { QueuePolicy } from '../../domain/conversation/settings.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { INITIAL_STATE } from '../../domain/conversation/state.ts';
import { sampleEvent } from '../support/sample-events.ts';

const QUEUE = {
  id: 'q',
  weight: 1,
  acceptTimeoutMs: 30,
  excludeMs: 60,
  steps: [],
  maxWait: null,
} as unknown as QueuePolicy;
const AT = 10;
const after = (state: ConversationState, decision: Decision): ConversationState => {
  if (isRefusal(decision)) throw new Error(decision.refused);
  return decision.events.reduce((now, event) => apply(now, { ...event, seq: now.lastSeq + 1 }), state);
};
const queued = apply(INITIAL_STATE, { ...sampleEvent('opened'), seq: 1 });
const states: readonly (readonly [string, ConversationState])[] = [
  ['one offer', after(queued, offer(queued, 'ann', 'o1', QUEUE, AT))],
  [
    'offers to several',
    after(
      queued,
      offerToSeveral(
        queued,
        [
          { agentId: 'ann', offerId: 'o1' },
          { agentId: 'bob', offerId: 'o2' },
        ],
        QUEUE,
        AT,
      ),
    ),
  ],
];
const refusal = (decision: Decision): string | null => (isRefusal(decision) ? decision.refused : null);

describe.each(states)('%s', (_, offered) => {
  test('only the agent it was made to accepts or rejects it', () => {
    expect(
      [acceptOffer(offered, 'o1', 'bob', 's'), rejectOffer(offered, 'o1', 'bob', AT, QUEUE, null)].map(refusal),
    ).toEqual(['offer_not_yours', 'offer_not_yours']);
    expect(
      [acceptOffer(offered, 'o9', 'ann', 's'), rejectOffer(offered, 'o9', 'ann', AT, QUEUE, null)].map(refusal),
    ).toEqual(['offer_not_live', 'offer_not_live']);
    expect(
      [acceptOffer(offered, 'o1', 'ann', 's'), rejectOffer(offered, 'o1', 'ann', AT, QUEUE, null)].map(refusal),
    ).toEqual([null, null]);
  });

  test('once it is accepted, nothing ends it any more', () => {
    const accepted = after(offered, acceptOffer(offered, 'o1', 'ann', 's'));
    for (const [offerId, agentId] of [
      ['o1', 'ann'],
      ['o2', 'bob'],
    ] as const)
      expect(
        [
          acceptOffer(accepted, offerId, agentId, 's'),
          rejectOffer(accepted, offerId, agentId, AT, QUEUE, null),
          expireOffer(accepted, offerId, AT + 30, QUEUE, null),
        ].map(refusal),
      ).toEqual(['offer_not_live', 'offer_not_live', 'offer_not_live']);
  });

  test('it expires at its deadline, not a millisecond before', () => {
    expect([-1, 0, 1].map(offset => refusal(expireOffer(offered, 'o1', AT + 30 + offset, QUEUE, null)))).toEqual([
      'not_due',
      null,
      null,
    ]);
  });
});
