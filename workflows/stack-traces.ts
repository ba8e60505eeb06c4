/**
 * Loaded before the workflows' own modules, once for all workflows of a thread.
 *
 * For its query `__stack_trace` the SDK records a stack trace for every promise a workflow creates, and looks up each
 * frame in the source map; with ten frames that is a third of the CPU time of workflows. Three frames suffice to locate
 * an error. They are too few for `__stack_trace`, whose first frames are the SDK's own; use the query `state` to see
 * what a workflow waits for.
 */
Error.stackTraceLimit = 3;

export {};
