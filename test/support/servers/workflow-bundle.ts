import { handed } from './handed.ts';

/** Path of the bundle of this checkout's workflows. */
export function workflowBundle(): string {
  return handed('bundleFile');
}
