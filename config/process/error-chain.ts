/** Maximum length of a chain; longer ones are circular. */
const DEEPEST = 6;

/** An error and its causes, the outermost first. Not all are `Error`s: Prisma's driver adapters use plain objects. */
export function* errorChain(error: unknown): Generator<object> {
  for (
    let at = error, depth = 0;
    typeof at === 'object' && at !== null && depth < DEEPEST;
    at = (at as { cause?: unknown }).cause, depth++
  )
    yield at;
}
