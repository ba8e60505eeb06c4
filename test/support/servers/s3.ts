import { handed } from './handed.ts';

/** Path of an S3-compatible server's program. @throws when there is none; the message says why. */
export function s3Program(): string {
  const found = handed('s3');
  if (found.kind === 'missing') throw new Error(found.why);
  return found.path;
}
