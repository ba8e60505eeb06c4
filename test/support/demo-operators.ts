import type { OperatorsModel } from '../../activities/ai/models.ts';

/** The simulator's model as the operator's model. @param embeddings whether there is an embedding model, too. */
export const demoOperators = (simulatorUrl: string, embeddings = false): OperatorsModel => ({
  baseUrl: `${simulatorUrl}/v1`,
  apiKey: 'test',
  model: 'demo-extractive-1',
  capability: 'json_schema',
  inputMicros: 1_000_000,
  outputMicros: 2_000_000,
  embeddings: embeddings ? { model: 'demo-hash-1', micros: 100_000 } : null,
  transcriptions: { model: 'demo-voice-1', micros: 6_000 },
});
