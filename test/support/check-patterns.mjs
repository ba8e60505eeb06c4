// Checks JavaScript regular expressions for super-linear backtracking. Reads JSON [{ source, flags }, …] from standard
// input and writes an array with “safe”, the complexity or an error for each. A separate process, because inside Jest's
// test environment it takes a hundred times as long.
import { readFileSync } from 'node:fs';

process.env['RECHECK_SYNC_BACKEND'] = 'pure';
const { checkSync } = (await import('recheck')).default;

/**
 * Uses only recheck's automaton, without a time limit, so that the verdict is the same on every machine. A quantifier
 * of more than ten repetitions is treated as unbounded, since texts are longer than that.
 */
function judge({ source, flags }) {
  const endless = source.replace(/\{(\d+)(?:,(\d*))?\}/g, (whole, least, most) =>
    Number(most ?? least) > 10 ? '*' : whole,
  );
  const found = checkSync(endless, flags, { timeout: null, checker: 'automaton' });
  return found.status === 'safe' ? 'safe' : found.status === 'vulnerable' ? found.complexity.summary : found.error.kind;
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(judge)));
