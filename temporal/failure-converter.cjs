// CommonJS: the SDK loads it by path, in the worker and inside the workflow bundle.
const { DefaultFailureConverter } = require('@temporalio/common');

// Messages and stack traces of failures travel through the payload codec too.
exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
