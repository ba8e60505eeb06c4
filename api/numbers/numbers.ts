import { clearTrouble, listNumbers, setThroughput } from '../../store/numbers/numbers.ts';
import { z } from 'zod';
import { notFound } from '../http/problem.ts';
import { int, nothing } from '../http/input.ts';
import { audit } from '../http/access.ts';
import { route } from '../http/route.ts';
import { byId, listOf, number } from '../http/schemas.ts';

const TAG = 'Business numbers';

const list = route({
  method: 'get',
  path: '/numbers',
  tag: TAG,
  summary: 'The tenant’s numbers, and what WhatsApp says is wrong with them',
  roles: ['TENANT_ADMIN'],
  answer: listOf(number),
  handle: ({ work }) => work(async unit => ({ items: await listNumbers(unit), nextCursor: null })),
});

const resume = route({
  method: 'post',
  path: '/numbers/{id}/resume',
  tag: TAG,
  summary: 'Let a paused number send again, once what was wrong is mended',
  roles: ['TENANT_ADMIN'],
  params: byId,
  body: nothing,
  answer: number,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      const cleared = await clearTrouble(unit, params.id, at);
      if (cleared === null) throw notFound('The number');
      await audit(unit, principal, 'number.resume', params.id, at);
      return cleared;
    }),
});

const throughput = route({
  method: 'put',
  path: '/numbers/{id}/throughput',
  tag: TAG,
  summary: 'Say how many messages a second WhatsApp lets the number send (80 unless it was raised)',
  roles: ['TENANT_ADMIN'],
  params: byId,
  body: z.strictObject({ messagesPerSecond: int(1, 1_000) }),
  answer: number,
  handle: ({ work, principal, params, body, at }) =>
    work(async unit => {
      const changed = await setThroughput(unit, params.id, body.messagesPerSecond);
      if (changed === null) throw notFound('The number');
      await audit(unit, principal, 'number.throughput', params.id, at, body);
      return changed;
    }),
});

export const numberRoutes = [list, resume, throughput];
