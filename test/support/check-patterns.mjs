// Judges patterns of JavaScript's, given as JSON [{ source, flags }, …]: says “safe” of each, or what it found instead.
// In a process of its own: where Jest runs tests it takes a hundred times as long.
import { readFileSync } from 'node:fs';

process.env['RECHECK_SYNC_BACKEND'] = 'pure';
const { checkSync } = (await import('recheck')).default;

/**
 * By its automaton alone, and without a time limit: the answer is the same on every machine. What is repeated more than
 * ten times may be repeated for ever: a text is longer than that.
 */
function judge({ source, flags }) {
  const endless = source.replace(/\{(\d+)(?:,(\d*))?\}/g, (whole, least, most) =>
    Number(most ?? least) > 10 ? '*' : whole,
  );
  const found = checkSync(endless, flags, { timeout: null, checker: 'automaton' });
  return found.status === 'safe' ? 'safe' : found.status === 'vulnerable' ? found.complexity.summary : found.error.kind;
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(judge)));
