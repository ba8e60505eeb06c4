import { handed } from './handed.ts';

/** The file with the bundle of this checkout's workflows. */
export function workflowBundle(): string {
  return handed('bundleFile');
}
