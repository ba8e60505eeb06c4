import { company } from '../../lib/live/company.ts';
import type { Company } from '../../lib/live/messages.ts';
import { useSignal } from '../../lib/signals.ts';

const NOBODY: Company['people'] = [];

/** Who else has a conversation open, by name. */
export function useCompany(conversationId: string): Company['people'] {
  const told = useSignal(company);
  return told?.conversationId === conversationId ? told.people : NOBODY;
}
