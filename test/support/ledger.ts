import type { SentTemplate } from '../../simulator/template-filling.ts';
import type { Stack } from './stack.ts';

interface SentFile {
  readonly id: string;
  readonly filename?: string;
  readonly caption?: string;
}

/** A message as WhatsApp was sent it: of each type what tests look at. */
export type SentBody = Readonly<{
  type: string;
  text?: { readonly body: string };
  image?: SentFile;
  document?: SentFile;
  template?: SentTemplate;
  interactive?: object;
}>;

/** What WhatsApp accepted for a contact, the oldest first. */
export const sentTo = (stack: Stack, to: string): SentBody[] =>
  stack.simulator.state.ledger.filter(entry => entry.to === to).map(entry => entry.body as SentBody);
