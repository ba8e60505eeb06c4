import type { ConversationEvent, EventData, EventType, NewEvent } from './events.ts';
import { TRANSITIONS } from './events.ts';
import type { AiState, ConversationState, OpenSend, Phase, SlaClock, SlaTarget } from './state.ts';
import { INITIAL_STATE } from './state.ts';
import { endedSurvey, plannedSurvey, surveyChanges } from './fold-survey.ts';

/** Thrown for an event that is not allowed in the current phase: the log is or would become inconsistent. */
export class IllegalEventError extends Error {
  override readonly name = 'IllegalEventError';
  constructor(type: EventType, phase: Phase | 'new') {
    super(`event ${type} is not allowed in phase ${phase}`);
  }
}

/** The phase that an event of the type leads to; null if the event is not allowed. */
function nextPhase(state: ConversationState, type: EventType): Phase | null {
  return TRANSITIONS[type][state.lastSeq === 0 ? 'new' : state.phase];
}

/**
 * The state after one event. Pure: the database row and the workflow's state are both computed here.
 * @throws IllegalEventError if `TRANSITIONS` does not allow the event.
 */
export function apply(state: ConversationState, event: NewEvent & { readonly seq: number }): ConversationState {
  const phase = nextPhase(state, event.type);
  if (phase === null) throw new IllegalEventError(event.type, state.lastSeq === 0 ? 'new' : state.phase);
  return { ...state, ...changes(state, event), phase, lastSeq: event.seq };
}

/**
 * Folds the new events; those up to `lastSeq` were already applied and are skipped.
 * @param events by ascending `seq`. @throws IllegalEventError as `apply`.
 */
export function fold(state: ConversationState, events: readonly ConversationEvent[]): ConversationState {
  return events.reduce((folded, event) => (event.seq <= folded.lastSeq ? folded : apply(folded, event)), state);
}

/** Folds a whole log, by ascending `seq`. @throws IllegalEventError as `apply`. */
export function foldAll(events: readonly ConversationEvent[]): ConversationState {
  return fold(INITIAL_STATE, events);
}

const NO_OFFER = { offerId: null, offerExpiresAt: null, broadcast: [] } as const;
const NOBODY = {
  agentId: null,
  assignmentId: null,
  weight: 0,
  wrapUpEndsAt: null,
  snoozedUntil: null,
  idleAt: null,
  idleReminded: false,
  ...NO_OFFER,
} as const;

function changes(state: ConversationState, event: NewEvent): Partial<ConversationState> {
  switch (event.type) {
    case 'opened':
      return { ...queuedAs(event.data), ...event.data.outbound };
    case 'reopened':
      return {
        ...NOBODY,
        ...queuedAs(event.data),
        ...peopleInCharge(state),
        archiveAt: null,
        survey: endedSurvey(state),
        windowExpiresAt: event.data.windowExpiresAt,
        windowWarnsAt: event.data.windowWarnsAt ?? null,
        windowExpiryNoted:
          event.data.windowExpiresAt === null
            ? false
            : state.windowExpiryNoted && state.windowExpiresAt === event.data.windowExpiresAt,
      };
    case 'enqueued':
      return { ...NOBODY, ...queuedAs(event.data), ...peopleInCharge(state), matchRetryAt: event.data.retryAt ?? null };
    case 'widened': {
      const { step, needs, nextStepAt } = event.data;
      return { step, needs, stepAt: nextStepAt };
    }
    case 'max_wait_reached':
      return { maxWaitAt: null };
    case 'snoozed':
      return { ...NOBODY, ...peopleInCharge(state), agentId: state.agentId, snoozedUntil: event.data.until };
    case 'idle_planned':
      return { idleAt: event.data.at, idleReminded: false };
    case 'idle_reminded':
      return { idleAt: event.data.closeAt, idleReminded: true };
    case 'sla_started': {
      const { target, dueAt, warnsAt } = event.data;
      return {
        sla: [
          ...state.sla.filter(clock => clock.target !== target),
          { target, dueAt, warnsAt, remainingMs: null, breached: false },
        ],
      };
    }
    case 'sla_warned':
      return { sla: withClock(state, event.data.target, { warnsAt: null }) };
    case 'sla_breached':
      return { sla: withClock(state, event.data.target, { warnsAt: null, breached: true }) };
    case 'sla_paused':
      return {
        sla: withClock(state, event.data.target, { dueAt: null, warnsAt: null, remainingMs: event.data.remainingMs }),
      };
    case 'sla_resumed':
      return {
        sla: withClock(state, event.data.target, {
          dueAt: event.data.dueAt,
          warnsAt: event.data.warnsAt,
          remainingMs: null,
        }),
      };
    case 'sla_ended':
      return { sla: state.sla.filter(clock => clock.target !== event.data.target) };
    case 'message_received':
      return {
        ...withContent(state, event.data.retentionAt),
        wrapUpEndsAt: null,
        // A notice by WhatsApp itself is not a reply of the contact.
        ...(event.data.windowExpiresAt === null ? {} : { idleAt: null, idleReminded: false }),
        ...(event.data.windowExpiresAt === null
          ? {}
          : {
              windowExpiresAt: event.data.windowExpiresAt,
              windowWarnsAt: event.data.windowWarnsAt ?? null,
              windowExpiryNoted: false,
            }),
      };
    case 'message_noted': {
      const { windowExpiresAt, windowWarnsAt, retentionAt } = event.data;
      return {
        ...withContent(state, retentionAt),
        ...(windowExpiresAt === null ? {} : { windowExpiresAt, windowWarnsAt, windowExpiryNoted: false }),
      };
    }
    case 'offered': {
      const { offerId, agentId, weight, expiresAt } = event.data;
      return { offerId, agentId, weight, offerExpiresAt: expiresAt, matchRetryAt: null };
    }
    case 'offer_accepted':
      // An offer of a broadcast held no capacity; the assignment does.
      return {
        ...NO_OFFER,
        agentId: event.data.agentId,
        assignmentId: event.data.assignmentId,
        weight: state.broadcast.find(each => each.offerId === event.data.offerId)?.weight ?? state.weight,
      };
    case 'broadcast':
      return { broadcast: event.data.offers, offerExpiresAt: event.data.expiresAt, matchRetryAt: null };
    case 'broadcast_declined':
      return { broadcast: state.broadcast.filter(each => each.offerId !== event.data.offerId) };
    case 'broadcast_ended':
      return { ...NOBODY, matchRetryAt: event.data.retryAt };
    case 'offer_ended':
      return {
        ...NOBODY,
        matchRetryAt: event.data.retryAt === undefined ? event.data.excludedUntil : event.data.retryAt,
      };
    case 'match_retried':
      return { matchRetryAt: event.data.nextRetryAt ?? null };
    case 'assigned': {
      const { agentId, assignmentId, weight } = event.data;
      return { ...NOBODY, ...peopleInCharge(state), agentId, assignmentId, weight, matchRetryAt: null };
    }
    case 'bot_started':
      return {
        ...NOBODY,
        ai: engaged(state.ai, event.data, 'answer'),
        stepAt: null,
        maxWaitAt: null,
        matchRetryAt: null,
      };
    case 'ai_assists':
      return { ai: engaged(state.ai, { ...event.data, assists: true }, 'suggest') };
    case 'turn_planned':
      return state.ai === null ? {} : { ai: { ...state.ai, turn: event.data, lastTurn: event.data.number } };
    case 'turn_ended':
      return turnEnded(state, event.data);
    case 'handed_over':
      return state.ai === null ? {} : { ai: { ...state.ai, turn: null, handedOver: true } };
    case 'wrap_up_started':
      return { wrapUpEndsAt: event.data.endsAt, idleAt: null, idleReminded: false };
    case 'closed':
      return {
        ...NOBODY,
        ...peopleInCharge(state),
        enqueuedAt: null,
        stepAt: null,
        maxWaitAt: null,
        matchRetryAt: null,
        sla: [],
        windowWarnsAt: null,
        archiveAt: event.data.archiveAt,
        ...plannedSurvey(event.data),
      };
    case 'archived':
      return { archiveAt: null, survey: endedSurvey(state) };
    case 'content_deleted':
      return { retentionAt: event.data.nextRetentionAt };
    case 'erased':
      return {
        ...NOBODY,
        ai: null,
        retentionAt: null,
        sends: [],
        receiptMessageId: null,
        windowExpiresAt: null,
        windowWarnsAt: null,
        windowExpiryNoted: true,
        survey: null,
      };
    case 'window_expiring':
      return { windowWarnsAt: null };
    case 'window_expired':
      return { windowWarnsAt: null, windowExpiryNoted: true };
    case 'note_added':
      return withContent(state, event.data.retentionAt);
    case 'message_queued':
      return {
        ...withContent(state, event.data.retentionAt),
        sends: [...state.sends, prepared(event.data.messageId, event.data.attemptId)],
        // A person answered: the AI's pending turn is void.
        ...(event.data.answers === true && state.ai !== null
          ? { ai: { ...state.ai, epoch: state.ai.epoch + 1, turn: null } }
          : {}),
      };
    case 'message_resent':
      return { sends: [...state.sends, prepared(event.data.messageId, event.data.attemptId)] };
    case 'send_started':
      return {
        sends: state.sends.map(send =>
          send.attemptId === event.data.attemptId
            ? { ...send, attempt: 'IN_FLIGHT', notBefore: null, deadline: event.data.deadline }
            : send,
        ),
      };
    case 'send_throttled': {
      const { attemptId, nextAttemptId, notBefore } = event.data;
      return {
        sends: state.sends.map(send =>
          send.attemptId === attemptId ? { ...prepared(send.messageId, nextAttemptId), notBefore } : send,
        ),
      };
    }
    case 'send_paced':
      return {
        sends: state.sends.map(send =>
          send.attemptId === event.data.attemptId ? { ...send, notBefore: event.data.notBefore } : send,
        ),
      };
    case 'message_canceled':
    case 'send_accepted':
    case 'send_failed':
    case 'send_unknown':
      return { sends: state.sends.filter(send => send.messageId !== event.data.messageId) };
    case 'survey_asked':
    case 'survey_skipped':
    case 'survey_rated':
    case 'survey_commented':
      return surveyChanges(state, event);
    case 'receipt_requested':
      return { receiptMessageId: event.data.messageId };
    case 'receipt_done':
      return state.receiptMessageId === event.data.messageId ? { receiptMessageId: null } : {};
    case 'policy_applied': {
      const { policyVersion: _, ...planned } = event.data;
      return planned;
    }
    case 'send_settled':
    case 'delivery_failed':
      return {};
  }
}

/** The AI's state when it joins the conversation or changes its mode. */
function engaged(
  before: AiState | null,
  {
    quietMs,
    capMs,
    deadlineMs,
    assists,
  }: Pick<EventData['bot_started'], 'quietMs' | 'capMs' | 'deadlineMs' | 'assists'>,
  mode: AiState['mode'],
): AiState {
  return {
    mode,
    epoch: (before?.epoch ?? 0) + 1,
    assists,
    quietMs,
    capMs,
    deadlineMs,
    lastTurn: before?.lastTurn ?? 0,
    turn: null,
    answers: 0,
    unresolved: 0,
    handedOver: before?.handedOver ?? false,
  };
}

/** People take charge: a new epoch, so that nothing the AI has begun is sent. */
function peopleInCharge({ ai }: ConversationState): Pick<ConversationState, 'ai'> {
  return { ai: ai === null ? null : { ...ai, epoch: ai.epoch + 1, turn: null, mode: ai.assists ? 'suggest' : 'off' } };
}

function turnEnded(
  { ai, idleAt }: ConversationState,
  { number, outcome, closesAt }: EventData['turn_ended'],
): Partial<ConversationState> {
  if (ai?.turn?.number !== number) return {};
  const answered = outcome === 'answered';
  return {
    ai: {
      ...ai,
      turn: null,
      answers: ai.answers + (answered || outcome === 'clarified' ? 1 : 0),
      unresolved: answered ? 0 : ai.unresolved + (outcome === 'clarified' ? 1 : 0),
    },
    idleAt: closesAt === undefined ? idleAt : closesAt,
  };
}

function queuedAs({
  queueId,
  enqueuedAt,
  priority,
  needs = [],
  stepAt = null,
  maxWaitAt = null,
}: EventData['enqueued']): Partial<ConversationState> {
  return { queueId, enqueuedAt, priority, needs, step: 0, stepAt, maxWaitAt };
}

function withClock(state: ConversationState, target: SlaTarget, changed: Partial<SlaClock>): SlaClock[] {
  return state.sla.map(clock => (clock.target === target ? { ...clock, ...changed } : clock));
}

function prepared(messageId: string, attemptId: string): OpenSend {
  return { messageId, attemptId, attempt: 'PREPARED', notBefore: null, deadline: null };
}

/** Deletion is next due for the oldest content. */
function withContent(state: ConversationState, retentionAt: number): Partial<ConversationState> {
  return { retentionAt: state.retentionAt === null ? retentionAt : Math.min(state.retentionAt, retentionAt) };
}
