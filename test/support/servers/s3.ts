import { handed } from './handed.ts';

/** The program of an S3-compatible server. @throws why there is none. */
export function s3Program(): string {
  const found = handed('s3');
  if (found.kind === 'missing') throw new Error(found.why);
  return found.path;
}
