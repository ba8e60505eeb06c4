import { handed } from './handed.ts';

/** Where the Temporal server of this run listens, host and port. */
export function temporalAddress(): string {
  return handed('temporalAddress');
}
