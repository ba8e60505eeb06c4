/** AI turns, suggestions for agents, trying endpoints, embedding passages. Each activity records its outcome itself. */
import { Context } from '@temporalio/activity';
import { endpointOf, noteTried } from '../../store/ai/endpoint.ts';
import { fulfil, openRequest } from '../../store/ai/suggestions.ts';
import { readEvents } from '../../store/conversation/read.ts';
import type { AiActivities } from '../../workflows/contract.ts';
import { withHeartbeat } from '../heartbeat.ts';
import type { AiDependencies } from './dependencies.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import { readPassages } from './read-passages.ts';
import { makeSuggestion } from './suggestion.ts';
import { tryEndpoint } from './try-endpoint.ts';
import { runTurn } from './turn.ts';

const HEARTBEAT_MS = 1_000;

export function aiActivities(dependencies: AiDependencies): AiActivities {
  const { database, box, models, clock } = dependencies;
  const unitOf = unitOfWork(database);
  return {
    async runTurn({ tenantId, conversationId, turn, lastSeq }) {
      await withHeartbeat(HEARTBEAT_MS, () => runTurn(dependencies, { tenantId, conversationId, turn }));
      return readEvents(database, tenantId, conversationId, lastSeq);
    },

    async makeSuggestion({ tenantId, suggestionId }) {
      const asked = await unitOf(tenantId, unit => openRequest(unit, suggestionId));
      if (asked === null) return;
      const result = await makeSuggestion(dependencies, { tenantId, suggestionId, ...asked }, await clock());
      await unitOf(tenantId, unit => fulfil(unit, suggestionId, result));
    },

    async giveUpSuggestion({ tenantId, suggestionId }) {
      await unitOf(tenantId, unit => fulfil(unit, suggestionId, { error: 'model_failed' }));
    },

    async tryEndpoint({ tenantId, endpointId }) {
      const endpoint = await unitOf(tenantId, unit => endpointOf(unit, box, false));
      if (endpoint === null || endpoint.id !== endpointId) return;
      const found = await tryEndpoint(models, endpoint, Context.current().cancellationSignal);
      await unitOf(tenantId, async unit => noteTried(unit, endpointId, found, await clock()));
    },

    readPassages: ({ tenantId }) =>
      withHeartbeat(HEARTBEAT_MS, () => readPassages(dependencies, tenantId, Context.current().cancellationSignal)),
  };
}
