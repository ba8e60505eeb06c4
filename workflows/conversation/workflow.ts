import {
  CancellationScope,
  allHandlersFinished,
  condition,
  continueAsNew,
  log,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { ConversationEvent } from '../../domain/conversation/events.ts';
import { fold } from '../../domain/conversation/fold.ts';
import type { Command, TimedCommand } from '../../domain/conversation/plan.ts';
import { plan } from '../../domain/conversation/plan.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { INITIAL_STATE } from '../../domain/conversation/state.ts';
import type { ConversationInput } from './contract.ts';
import { eventsSignal, reloadSignal, stateQuery } from './contract.ts';
import { ai, db, givingUp, receipts, sending } from './proxies.ts';
import { Alarm } from './alarm.ts';
import { Visibility, timerSummary } from './visibility.ts';

const DEFAULT_TURNS = 150;
/** Wait before a send whose activity was lost before it began; doubles up to a minute. */
const FIRST_BACKOFF_MS = 1_000;
const LAST_BACKOFF_MS = 60_000;

/**
 * One conversation from its first message to its erasure. Folds events; what time asks for it carries out as commands.
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
  /** The AI's turn that is under way. */
  #turn: { readonly number: number; readonly scope: CancellationScope } | null = null;
  #backoff = { ms: FIRST_BACKOFF_MS, until: 0 };

  constructor(input: ConversationInput) {
    this.#input = input;
    // A state carried over from an older version may lack a field.
    this.#state = { ...INITIAL_STATE, ...input.state };
    this.#visibility = new Visibility(input.state);
    // Handlers only queue: the loop is the one place where state changes.
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
      const { due, nextAt } = plan(this.#state, now);
      const timed = due.find(
        (command): command is TimedCommand =>
          command.kind !== 'send' && command.kind !== 'sendReceipt' && command.kind !== 'runTurn',
      );
      if (timed !== undefined) {
        await this.#runTimed(timed);
        continue;
      }
      for (const command of due) this.#startCall(command, now);
      if (this.#shouldContinueAsNew()) await this.#continueAsNew();
      const sendDue = due.some(command => command.kind === 'send') && !this.#inFlight.send;
      const wakeAt = earliest(nextAt, sendDue ? this.#backoff.until : null);
      if (wakeAt !== null) this.#alarm.set(wakeAt, now, timerSummary(this.#state, wakeAt));
      await condition(() => this.#inbox.length > 0 || this.#reload || this.#alarm.hasRung);
      this.#alarm.takeRing();
    }
  }

  async #loadSnapshot(): Promise<boolean> {
    const state = await db.loadSnapshot(this.#of());
    // An answer that is replayed may be of an older version and lack a field, too.
    if (state !== null && state.lastSeq >= this.#state.lastSeq) this.#state = { ...INITIAL_STATE, ...state };
    return state !== null;
  }

  /**
   * Folds what came. A hole in the log is filled from the database: nothing is applied out of order. While a call is
   * under way a hole is nothing unusual (its own first event comes back with its answer); otherwise it is counted as a
   * mend.
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
    // Due here and not there: the two states differ, and the database's is right (it may know the conversation no
    // more).
    if (events.length === 0) this.#reload = true;
  }

  /** Calls to WhatsApp and to models run beside the loop: a hanging one holds up nothing but the messages behind it. */
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

  /** Asks the AI; when the model does not answer, people do. */
  async #runTurn(number: number): Promise<void> {
    const scope = new CancellationScope();
    this.#turn = { number, scope };
    let events: ConversationEvent[] = [];
    try {
      events = await scope.run(() => ai.runTurn({ ...this.#of(), turn: number, lastSeq: this.#state.lastSeq }));
    } catch (error) {
      // Of a turn nobody wants any more nothing is owed; of any other, an answer by people.
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

  /** The contact wrote more, or a person stepped in: what is under way will not be sent, so nobody waits for it. */
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

  /** Puts an activity's events before the loop; also without events the loop looks again. */
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
    // Signals may have come while waiting; they are folded first.
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
