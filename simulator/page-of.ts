import type { Request } from 'express';
import { z } from 'zod';

const asked = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  after: z.string().regex(/^\d+$/).default('0'),
});

/** One page of a list as the Graph API answers it: with cursors, and `next` where there are more. */
export function pageOf<T>(all: readonly T[], request: Pick<Request, 'query' | 'path'>) {
  const { limit, after } = asked.parse(request.query);
  const from = Number(after);
  const next = from + limit;
  return {
    data: all.slice(from, next),
    paging: {
      cursors: { before: after, after: String(next) },
      ...(next < all.length ? { next: `https://graph.facebook.com${request.path}?after=${next}` } : {}),
    },
  };
}
