/** What the AI's pages read and write. */
import type { Approvals } from './api.ts';

export interface Policy {
  readonly mode: string;
  readonly tone: string;
  readonly instructions: string;
  readonly languages: readonly string[];
  readonly forbiddenTopics: readonly string[];
  readonly disclosure: string | null;
  readonly greeting: string | null;
  readonly buttons: boolean;
  readonly linkHosts: readonly string[];
  readonly evidenceFloor: number;
  readonly similarityFloor: number | null;
  readonly handOver: Readonly<Record<string, unknown>> & { readonly text: string | null };
  readonly caps: Readonly<Record<string, unknown>> & {
    readonly answersPerConversation: number;
    readonly tokensPerDay: number | null;
  };
}
export interface PolicyVersion {
  readonly version: number;
  readonly state: string;
  readonly author: { readonly id: string };
  readonly approvals: Approvals | null;
  readonly createdAt: string;
  readonly policy: Policy;
}
export interface Usage {
  readonly period: string;
  readonly calls: number;
  readonly tokens: number;
  readonly micros: number;
}
export interface Call {
  readonly id: string;
  readonly at: string;
  readonly purpose: string;
  readonly state: string;
  readonly model: string;
  readonly demo: boolean;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly latencyMs: number | null;
  readonly error: string | null;
}
export interface TrialResult {
  readonly question: string;
  readonly answeredThen: string | null;
  readonly outcome: string;
  readonly text: string | null;
  readonly reason: string | null;
  readonly evidence: number | null;
  readonly similarity: number | null;
  readonly citations: readonly { readonly passageId: string; readonly heading: string }[];
}
export interface Trial {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly total: number;
  readonly results: readonly TrialResult[];
}
export interface Endpoint {
  readonly id: string;
  readonly baseUrl: string;
  readonly model: string;
  readonly capability: string | null;
  readonly problem: string | null;
  readonly inputMicros: number;
  readonly outputMicros: number;
  readonly checkedAt: string | null;
  readonly embeddingModel: string | null;
  readonly embeddingMicros: number;
  readonly embeddingProblem: string | null;
  readonly embeddingDimensions: number | null;
  readonly insecureUntil: string | null;
}
export interface EndpointState {
  readonly endpoint: Endpoint | null;
  readonly passages: number;
  readonly read: readonly { readonly model: string; readonly passages: number }[];
}
export interface Grant {
  readonly id: string;
  readonly purpose: string;
  readonly wording: string;
  readonly authorId: string;
  readonly approverId: string | null;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly withdrawnAt: string | null;
  readonly inForce: boolean;
}
export interface Export {
  readonly id: string;
  readonly grantId: string;
  readonly state: 'running' | 'done' | 'deleted';
  readonly examples: number;
  readonly leftOut: Readonly<Record<string, number>>;
  readonly size: number | null;
  readonly sha256: string | null;
  readonly createdAt: string;
}
