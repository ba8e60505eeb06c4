import type { SimulatorState } from '../../simulator/state.ts';
import type { SentTemplate } from '../../simulator/template-filling.ts';

interface SentFile {
  readonly id: string;
  readonly filename?: string;
  readonly caption?: string;
}

/** A message as it was sent to WhatsApp, with the fields that tests read. */
export type SentBody = Readonly<{
  type: string;
  text?: { readonly body: string };
  image?: SentFile;
  document?: SentFile;
  template?: SentTemplate;
  interactive?: object;
}>;

/** The part of a stack that is needed; declared here so that this file can be used without importing the stack. */
interface WithSimulator {
  readonly simulator: { readonly state: Pick<SimulatorState, 'ledger'> };
}

/** The messages to a contact that WhatsApp has accepted, oldest first. */
export const sentTo = ({ simulator }: WithSimulator, to: string): SentBody[] =>
  simulator.state.ledger.filter(entry => entry.to === to).map(entry => entry.body as SentBody);
