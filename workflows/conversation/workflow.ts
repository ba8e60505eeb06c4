import {
  CancellationScope,
  allHandlersFinished,
  condition,
  continueAsNew,
  log,
  patched,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { ConversationEvent } from '../../domain/conversation/events.ts';
import { fold } from '../../domain/conversation/fold.ts';
import type { Command, TimedCommand } from '../../domain/conversation/plan.ts';
import { plan, isTimed } from '../../domain/conversation/plan.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { INITIAL_STATE } from '../../domain/conversation/state.ts';
import type { ConversationInput } from './contract.ts';
import { eventsSignal, reloadSignal, stateQuery } from './contract.ts';
import { ai, db, givingUp, receipts, sending } from './proxies.ts';
import { Alarm } from './alarm.ts';
import { Visibility, timerSummary } from './visibility.ts';

const DEFAULT_TURNS = 150;
/** Delay before a send is repeated whose activity was lost before the attempt began; doubles up to a minute. */
const FIRST_BACKOFF_MS = 1_000;
const LAST_BACKOFF_MS = 60_000;

/**
 * The workflow of one conversation, from its first message to its erasure. It folds the conversation's events into its
 * state, runs what is due as commands, and sleeps until the next deadline or event.
 */
export async function conversationWorkflow(input: ConversationInput): Promise<void> {
  await new ConversationRun(input).run();
}

class ConversationRun {
  readonly #input: ConversationInput;
  readonly #visibility: Visibility;
  readonly #alarm = new Alarm();
  #state: ConversationState;
  #inbox: ConversationEvent[] = [];
  #reload = false;
  #iterations = 0;
  #inFlight = { send: false, sendReceipt: false };
  /** The AI turn that is running. */
  #turn: { readonly number: number; readonly scope: CancellationScope } | null = null;
  #backoff = { ms: FIRST_BACKOFF_MS, until: 0 };

  constructor(input: ConversationInput) {
    this.#input = input;
    // A state carried over from an older version may lack newer fields.
    this.#state = { ...INITIAL_STATE, ...input.state };
    this.#visibility = new Visibility(input.state);
    // Handlers only queue their input: state changes only in the loop.
    setHandler(eventsSignal, events => void this.#inbox.push(...events));
    setHandler(reloadSignal, () => void (this.#reload = true));
    setHandler(stateQuery, () => ({ ...this.#state, tenantId: input.tenantId, conversationId: input.conversationId }));
  }

  async run(): Promise<void> {
    if (this.#input.state === undefined && !(await this.#loadSnapshot())) return;
    for (;;) {
      if (this.#reload) {
        this.#reload = false;
        if (!(await this.#loadSnapshot())) return;
      }
      await this.#foldInbox();
      this.#visibility.show(this.#state);
      if (this.#state.phase === 'erased') return;
      this.#stopStaleTurn();
      const now = Date.now();
      const planned = this.#planned();
      const { due, nextAt } = plan(planned, now);
      const timed = due.find(isTimed);
      if (timed !== undefined) {
        await this.#runTimed(timed);
        continue;
      }
      for (const command of due) this.#startCall(command, now);
      if (this.#shouldContinueAsNew()) await this.#continueAsNew();
      const sendDue = due.some(command => command.kind === 'send') && !this.#inFlight.send;
      const wakeAt = earliest(nextAt, sendDue ? this.#backoff.until : null);
      if (wakeAt !== null) this.#alarm.set(wakeAt, now, timerSummary(planned, wakeAt));
      await condition(() => this.#inbox.length > 0 || this.#reload || this.#alarm.hasRung);
      this.#alarm.takeRing();
    }
  }

  /**
   * The state as it is planned from. A worker of the release before knew no surveys, and slept over them: its history
   * is replayed as it was, and what is due is done after that.
   */
  #planned(): ConversationState {
    return this.#state.survey?.askAt == null || patched('survey') ? this.#state : { ...this.#state, survey: null };
  }

  async #loadSnapshot(): Promise<boolean> {
    const state = await db.loadSnapshot(this.#of());
    // A result recorded by an older version, and replayed, may lack newer fields, too.
    if (state !== null && state.lastSeq >= this.#state.lastSeq) this.#state = { ...INITIAL_STATE, ...state };
    return state !== null;
  }

  /**
   * Folds the queued events. If events are missing they are read from the database, so that none is applied out of
   * order. While a call is running a gap is normal, because the call's own first event only arrives with its result;
   * otherwise the gap is logged and counted.
   */
  async #foldInbox(): Promise<void> {
    if (this.#inbox.length === 0) return;
    this.#iterations += 1;
    const events = this.#inbox
      .splice(0)
      .filter(event => event.seq > this.#state.lastSeq)
      .sort((a, b) => a.seq - b.seq);
    let expected = this.#state.lastSeq;
    for (const event of events) {
      if (event.prevWakeSeq > expected) {
        const why = this.#isCalling() ? 'call' : 'gap';
        if (why === 'gap')
          log.warn('events are missing; reading them from the database', { lastSeq: expected, seq: event.seq });
        this.#apply(await db.loadEvents({ ...this.#of(), lastSeq: this.#state.lastSeq, why }));
        return;
      }
      expected = Math.max(expected, event.seq);
    }
    this.#apply(events);
  }

  #apply(events: readonly ConversationEvent[]): void {
    this.#state = fold(this.#state, events);
  }

  async #runTimed(command: TimedCommand): Promise<void> {
    this.#iterations += 1;
    const events = await db.runCommand({ ...this.#of(), command, at: Date.now(), lastSeq: this.#state.lastSeq });
    this.#apply(events);
    // The command was due here but not in the database: the states differ, and the database is right (the conversation
    // may even be gone).
    if (events.length === 0) this.#reload = true;
  }

  /**
   * Calls to WhatsApp and to models run concurrently with the loop: one that hangs only holds up the messages after it.
   */
  #startCall(command: Command, now: number): void {
    if (command.kind === 'send' && !this.#inFlight.send && this.#backoff.until <= now) void this.#send(command);
    if (command.kind === 'sendReceipt' && !this.#inFlight.sendReceipt) void this.#sendReceipt(command);
    if (command.kind === 'runTurn' && this.#turn === null) void this.#runTurn(command.turn);
  }

  async #send({ messageId, attemptId }: Extract<Command, { kind: 'send' }>): Promise<void> {
    this.#inFlight.send = true;
    let events: ConversationEvent[];
    try {
      events = await sending.sendMessage({ ...this.#of(), messageId, attemptId, lastSeq: this.#state.lastSeq });
    } catch (error) {
      log.warn('a send was lost; its attempt tells how far it came', { attemptId, error });
      events = await db.loadEvents({ ...this.#of(), lastSeq: this.#state.lastSeq, why: 'failure' });
    }
    const lostEarly = !events.some(
      event => event.type.startsWith('send_') && 'attemptId' in event.data && event.data.attemptId === attemptId,
    );
    this.#backoff = lostEarly
      ? { ms: Math.min(this.#backoff.ms * 2, LAST_BACKOFF_MS), until: Date.now() + this.#backoff.ms }
      : { ms: FIRST_BACKOFF_MS, until: 0 };
    this.#inFlight.send = false;
    this.#wakeWith(events);
  }

  /** Runs an AI turn; if the model does not answer, the turn is given up, so that people answer. */
  async #runTurn(number: number): Promise<void> {
    const scope = new CancellationScope();
    this.#turn = { number, scope };
    let events: ConversationEvent[] = [];
    try {
      events = await scope.run(() => ai.runTurn({ ...this.#of(), turn: number, lastSeq: this.#state.lastSeq }));
    } catch (error) {
      // A canceled turn needs nothing more; any other is given up.
      if (!scope.consideredCancelled) {
        log.warn('the AI did not answer', { number, error });
        events = await db.runCommand({
          ...this.#of(),
          command: { kind: 'giveUpTurn', turn: number, why: 'model_failed' },
          at: Date.now(),
          lastSeq: this.#state.lastSeq,
        });
      }
    }
    this.#turn = null;
    this.#wakeWith(events);
  }

  /** The contact wrote more, or a person stepped in: the running turn's answer would not be sent, so it is canceled. */
  #stopStaleTurn(): void {
    if (this.#turn !== null && this.#state.ai?.turn?.number !== this.#turn.number) this.#turn.scope.cancel();
  }

  #isCalling(): boolean {
    return this.#inFlight.send || this.#inFlight.sendReceipt || this.#turn !== null;
  }

  async #sendReceipt({ messageId }: Extract<Command, { kind: 'sendReceipt' }>): Promise<void> {
    this.#inFlight.sendReceipt = true;
    const input = { ...this.#of(), messageId, lastSeq: this.#state.lastSeq };
    let events: ConversationEvent[];
    try {
      events = await receipts.sendReadReceipt(input);
    } catch {
      events = await givingUp.giveUpReadReceipt(input);
    }
    this.#inFlight.sendReceipt = false;
    this.#wakeWith(events);
  }

  /** Queues an activity's events for the loop; without events the loop still computes its plan again. */
  #wakeWith(events: readonly ConversationEvent[]): void {
    this.#inbox.push(...events);
    if (events.length === 0) this.#alarm.ring();
  }

  #shouldContinueAsNew(): boolean {
    const busy = this.#isCalling() || this.#inbox.length > 0 || this.#reload;
    return (
      !busy &&
      (this.#iterations >= (this.#input.continueAsNewAfterTurns ?? DEFAULT_TURNS) ||
        workflowInfo().continueAsNewSuggested)
    );
  }

  async #continueAsNew(): Promise<void> {
    await condition(allHandlersFinished);
    // Signals may have arrived while waiting; they are folded first.
    if (this.#inbox.length > 0 || this.#reload) return;
    await continueAsNew<typeof conversationWorkflow>({ ...this.#input, state: this.#state });
  }

  #of(): { tenantId: string; conversationId: string } {
    return { tenantId: this.#input.tenantId, conversationId: this.#input.conversationId };
  }
}

function earliest(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}
