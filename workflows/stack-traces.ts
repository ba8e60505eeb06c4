/**
 * Loaded before the workflows' own modules, and once for all workflows of a thread.
 *
 * The SDK takes the stack of every promise that a workflow makes, for its query `__stack_trace`, and looks each frame
 * up in the source map: with ten frames that is a third of what workflows cost. Three tell where an error came from.
 * For `__stack_trace` they are too few, since the SDK's own come first; what a workflow waits for is told by its query
 * `state`.
 */
Error.stackTraceLimit = 3;

export {};
