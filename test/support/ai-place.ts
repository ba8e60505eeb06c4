/**
 * Runs the AI's decisions without a workflow, on a real database with the simulator's models; fast enough for
 * thousands.
 */
import { MockActivityEnvironment } from '@temporalio/testing';
import type { AiPolicy, VersionedAiPolicy } from '../../domain/ai/policy.ts';
import { aiActivities } from '../../activities/ai/activities.ts';
import type { Asked, Proposal } from '../../activities/ai/answer.ts';
import { propose } from '../../activities/ai/answer.ts';
import { Models } from '../../activities/ai/models.ts';
import { aiPolicy } from '../../api/ai/schemas.ts';
import type { AiActivities } from '../../workflows/contract.ts';
import { demoOperators } from './demo-operators.ts';
import type { Stack } from './stack.ts';

/** A policy in mode `answer` with all defaults, as version 1. @param more overrides its fields. */
export const versioned = (more: object = {}): VersionedAiPolicy => ({
  ...(aiPolicy.parse({ mode: 'answer', ...more }) as AiPolicy),
  version: 1,
});

/** Points of a turn at which a test can do something else. */
interface TurnSteps {
  /** The conversation was read and passages were found; the model is about to be called. */
  readonly beforeAsking?: () => Promise<void>;
  /** The model's answer was checked; nothing is written yet. */
  readonly beforeWriting?: () => Promise<void>;
}

export interface AiPlace {
  readonly models: Models;
  readonly activities: AiActivities;
  /** What the AI would answer to `burst`. @param tenant index of one of the stack's tenants. */
  propose(
    tenant: number,
    burst: readonly string[],
    more?: Partial<Asked['talk']>,
    policy?: VersionedAiPolicy,
    purpose?: 'answer' | 'suggest',
  ): Promise<Proposal>;
  /** Runs one attempt of a turn, as the workflow starts it. @param at called, and awaited, at points of the turn. */
  runTurn(tenant: number, conversationId: string, turn: number, at?: TurnSteps): Promise<unknown>;
  close(): Promise<void>;
}

export function aiPlace(stack: Stack): AiPlace {
  const { database, box, clock } = stack.app;
  const models = new Models(
    database,
    box,
    { operators: demoOperators(stack.simulatorUrl), allowedNetworks: [] },
    clock,
  );
  const answersSoFar = (): number => stack.simulator.modelCalls.length;
  const activitiesWith = ({ beforeAsking, beforeWriting }: TurnSteps): AiActivities => {
    // A turn reads the clock at its beginning and before it writes; the second read is where `beforeWriting` runs.
    // Should that change, `beforeWriting` would run too early, so this is checked.
    let begun = false;
    const asked = answersSoFar();
    const steppedClock = async (): Promise<number> => {
      if (begun && beforeWriting !== undefined) {
        if (answersSoFar() === asked) throw new Error('the turn reads its clock before its model has answered');
        await beforeWriting();
      }
      begun = true;
      return clock();
    };
    return aiActivities({
      database,
      box,
      models,
      clock: steppedClock,
      showTyping: () => beforeAsking?.() ?? Promise.resolve(),
      demoMayAnswer: true,
    });
  };
  const activities = activitiesWith({});
  return {
    models,
    activities,
    propose: (tenant, burst, more = {}, policy = versioned(), purpose = 'answer') =>
      propose(database, models, {
        tenantId: stack.tenants[tenant]!.id,
        conversationId: null,
        turn: null,
        purpose,
        policy,
        talk: {
          history: [],
          burst,
          quoted: [],
          said: [],
          tapped: false,
          unreadable: false,
          vip: false,
          language: null,
          answers: 1,
          unresolved: 0,
          ...more,
        },
        signal: new AbortController().signal,
        at: clock(),
      }),
    runTurn: (tenant, conversationId, turn, at = {}) =>
      new MockActivityEnvironment().run(
        (input: Parameters<AiActivities['runTurn']>[0]) => activitiesWith(at).runTurn(input),
        { tenantId: stack.tenants[tenant]!.id, conversationId, turn, lastSeq: 0 },
      ),
    close: () => models.close(),
  };
}
