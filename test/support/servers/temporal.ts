import { handed } from './handed.ts';

/** Host and port of the run's Temporal server. */
export function temporalAddress(): string {
  return handed('temporalAddress');
}
