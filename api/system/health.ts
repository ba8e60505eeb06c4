import type { Express } from 'express';
import { Gauge } from 'prom-client';
import { readCounters } from '../../store/db/counters.ts';
import type { AppContext } from '../http/context.ts';

const TEMPORAL_TIMEOUT_MS = 1_000;

/**
 * Serves `/healthz` (liveness), `/readyz` (200 when PostgreSQL answers and the process is not stopping; `degraded`
 * without Temporal) and `/metrics`.
 */
export function healthRoutes(server: Express, app: AppContext): void {
  server.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));

  server.get('/readyz', async (_request, response) => {
    const [database, temporal] = await Promise.all([
      answers(app.database.ping()),
      answers(
        app.temporal.connection.withDeadline(Date.now() + TEMPORAL_TIMEOUT_MS, () =>
          app.temporal.workflowService.getSystemInfo({}),
        ),
      ),
    ]);
    const ready = database && app.isReady();
    response.status(ready ? 200 : 503).json({
      status: ready ? (temporal ? 'ready' : 'degraded') : 'not_ready',
      database: database ? 'ok' : 'unavailable',
      temporal: temporal ? 'ok' : 'unavailable',
    });
  });

  const mended = new Gauge({
    name: 'sigfollow_mended_total',
    help: 'What had to be mended, by kind; 0 in a healthy system',
    labelNames: ['kind'],
    registers: [app.metrics],
    async collect() {
      const counters = await readCounters(app.database);
      for (const kind of ['workflow_reload', 'sweep_mend', 'gap_fill', 'outbox_quarantined'] as const)
        this.set({ kind }, counters[kind] ?? 0);
    },
  });
  void mended;
  server.get(
    '/metrics',
    async (_request, response) => void response.type(app.metrics.contentType).send(await app.metrics.metrics()),
  );
}

function answers(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => true,
    () => false,
  );
}
