import { constants } from 'node:zlib';
import compression from 'compression';
import type { RequestHandler } from 'express';

/**
 * Answers of at least this size are compressed. Smaller ones fit into three packets, which arrive together anyway: time
 * and memory of a compressor would buy nothing.
 */
export const COMPRESSED_FROM_BYTES = 4_096;

/** Everything that hands out or checks credentials is below this path. */
const SECRETS = '/api/v1/auth';
/** Files, such as exports, are streamed as they are: they are long, and whoever wants them waits anyway. */
const COMPRESSED_TYPES = /^(?:application\/(?:problem\+)?json|text\/html)\b/;

const compress = compression({
  threshold: COMPRESSED_FROM_BYTES,
  filter: (_request, response) => COMPRESSED_TYPES.test(String(response.getHeader('content-type'))),
  brotli: {
    params: {
      // As fast as gzip, and smaller.
      [constants.BROTLI_PARAM_QUALITY]: 4,
      // A window of 256 kB instead of 4 MB: longer than nearly every answer, and many are compressed at once.
      [constants.BROTLI_PARAM_LGWIN]: 18,
    },
  },
});

/**
 * Compresses what is read, if the client accepts that. Answers to other methods stay as they are: they are short, and
 * what is secret (session tokens, one-time passwords, signed links) is handed out in them alone. The length of a
 * compressed answer tells how much of a secret a text beside it repeats (BREACH).
 */
export const compressed: RequestHandler = (request, response, next) => {
  const isSecret = request.originalUrl.toLowerCase().startsWith(SECRETS);
  if (request.method === 'GET' && !isSecret) compress(request, response, next);
  else next();
};
