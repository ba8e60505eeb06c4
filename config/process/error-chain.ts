/** Nobody nests deeper, unless in a circle. */
const DEEPEST = 6;

/** The error and its causes, the outermost first; adapters of drivers put plain objects among them. */
export function* errorChain(error: unknown): Generator<object> {
  for (
    let at = error, depth = 0;
    typeof at === 'object' && at !== null && depth < DEEPEST;
    at = (at as { cause?: unknown }).cause, depth++
  )
    yield at;
}
