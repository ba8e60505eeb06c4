import type { ConversationStoreActivities } from '../../workflows/contract.ts';
import { count } from '../../store/db/counters.ts';
import { eventsAfter } from '../../store/conversation/events.ts';
import { readEvents, snapshot } from '../../store/conversation/read.ts';
import { runTimed } from '../../store/deadlines/run-command.ts';
import type { Database } from '../../store/db/database.ts';
import { unitOfWork } from '../../store/db/retries.ts';

/** The conversation workflow's access to the database. */
export function conversationActivities(database: Database): ConversationStoreActivities {
  return {
    loadSnapshot: ({ tenantId, conversationId }) => snapshot(database, tenantId, conversationId),

    async loadEvents({ tenantId, conversationId, lastSeq, why }) {
      if (why === 'gap') await count(database, 'gap_fill');
      return readEvents(database, tenantId, conversationId, lastSeq);
    },

    runCommand: ({ tenantId, conversationId, command, at, lastSeq }) =>
      unitOfWork(database)(tenantId, async unit => {
        await runTimed(unit, conversationId, command, at);
        return eventsAfter(unit, conversationId, lastSeq);
      }),
  };
}
