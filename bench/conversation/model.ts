/** The simulator's demo model for one side of a measurement: it quotes the passages it is given. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Gate } from '../../simulator/gate.ts';
import { DEMO_MODEL, modelRoutes } from '../../simulator/model/server.ts';

export interface Model {
  /** Environment variables with which a worker uses this model. */
  readonly env: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

export async function startModel(): Promise<Model> {
  const routes = express().use(express.json({ limit: '4mb' }));
  modelRoutes(routes, { mode: () => null, calls: [], asked: [], gate: new Gate(), wordGate: new Gate() });
  const server = await new Promise<Server>(resolve => {
    const listening = routes.listen(0, '127.0.0.1', () => resolve(listening));
  });
  const { port } = server.address() as AddressInfo;
  return {
    env: { OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`, OPENAI_API_KEY: 'bench', OPENAI_MODEL: DEMO_MODEL },
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
