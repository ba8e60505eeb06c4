import type { SimulatorState } from '../../simulator/state.ts';
import type { SentTemplate } from '../../simulator/template-filling.ts';

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

/** A stack, of which no more is needed: this file is for tests without one, too. */
interface WithSimulator {
  readonly simulator: { readonly state: Pick<SimulatorState, 'ledger'> };
}

/** What WhatsApp accepted for a contact, the oldest first. */
export const sentTo = ({ simulator }: WithSimulator, to: string): SentBody[] =>
  simulator.state.ledger.filter(entry => entry.to === to).map(entry => entry.body as SentBody);
