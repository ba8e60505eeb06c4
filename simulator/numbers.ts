/**
 * Business numbers as Meta keeps them: their data, access tokens, registration with a PIN, and webhook subscriptions of
 * accounts. Written from Meta's reference alone.
 */
import { randomUUID } from 'node:crypto';
import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import { pageOf } from './page-of.ts';
import type { SimulatedNumber } from './state.ts';
import { holdsToken } from './state.ts';

const newNumber = z.object({
  phoneNumberId: z.string(),
  wabaId: z.string(),
  displayPhoneNumber: z.string(),
  accessToken: z.string(),
  pin: z.string().optional(),
  registered: z.boolean().default(false),
});
const settings = z.object({
  tokens: z.array(z.string()).optional(),
  pin: z.string().optional(),
  registered: z.boolean().optional(),
  quality: z.string().optional(),
  tier: z.string().optional(),
});
const sixDigits = z.object({ pin: z.string().regex(/^\d{6}$/) });

export function numberRoutes(server: Express, numbers: SimulatedNumber[]): void {
  const subscribed = new Set<string>();
  const fail = (response: Response, status: number, code: number, message: string): void =>
    void response
      .status(status)
      .json({ error: { message: `(#${code}) ${message}`, type: 'OAuthException', code, fbtrace_id: randomUUID() } });
  const known = (request: Request): boolean => numbers.some(number => holdsToken(number, request.get('authorization')));
  const parts = (request: Request): string => (request.params as unknown as string[])[0] ?? '';

  /** For tests: adds a number that a business has at Meta and has not connected to anything yet. */
  server.post('/control/numbers', (request, response) => {
    const { pin, ...given } = newNumber.parse(request.body);
    numbers.push({ ...given, ...(pin === undefined ? {} : { pin }) });
    response.status(201).json({ phoneNumberId: given.phoneNumberId });
  });
  server.put('/control/numbers/:id', (request, response) => {
    const number = numbers.find(each => each.phoneNumberId === request.params.id);
    if (number === undefined) return void response.status(404).json({ error: 'there is no such number' });
    const { tokens, ...given } = settings.parse(request.body);
    // Replaces all tokens when some are given: the first becomes `accessToken`.
    const [accessToken, ...moreTokens] = tokens ?? [number.accessToken, ...(number.moreTokens ?? [])];
    Object.assign(number, { accessToken, moreTokens }, JSON.parse(JSON.stringify(given)));
    response.json({ phoneNumberId: number.phoneNumberId });
  });
  server.get('/control/subscriptions', (_request, response) => void response.json({ items: [...subscribed] }));

  server.get(/^\/v\d+\.\d+\/(\d+)$/, (request, response, next) => {
    const number = numbers.find(each => each.phoneNumberId === parts(request));
    if (number === undefined) return next();
    if (!known(request)) return fail(response, 401, 190, 'Invalid OAuth access token');
    if (!holdsToken(number, request.get('authorization')))
      return fail(response, 400, 100, 'Object does not exist, cannot be loaded due to missing permissions');
    response.json({
      id: number.phoneNumberId,
      display_phone_number: number.displayPhoneNumber,
      verified_name: `Shop ${number.phoneNumberId}`,
      quality_rating: number.quality ?? 'GREEN',
      messaging_limit_tier: number.tier ?? 'TIER_1K',
      status: number.registered === false ? 'PENDING' : 'CONNECTED',
    });
  });
  server.get(/^\/v\d+\.\d+\/(\d+)\/phone_numbers$/, (request, response) => {
    if (!known(request)) return fail(response, 401, 190, 'Invalid OAuth access token');
    const own = numbers.filter(
      each => each.wabaId === parts(request) && holdsToken(each, request.get('authorization')),
    );
    if (own.length === 0)
      return fail(response, 400, 100, 'Object does not exist, cannot be loaded due to missing permissions');
    response.json(
      pageOf(
        own.map(each => ({ id: each.phoneNumberId, display_phone_number: each.displayPhoneNumber })),
        request,
      ),
    );
  });
  server.post(/^\/v\d+\.\d+\/(\d+)\/subscribed_apps$/, (request, response) => {
    if (!known(request)) return fail(response, 401, 190, 'Invalid OAuth access token');
    subscribed.add(parts(request));
    response.json({ success: true });
  });
  server.delete(/^\/v\d+\.\d+\/(\d+)\/subscribed_apps$/, (request, response) => {
    if (!known(request)) return fail(response, 401, 190, 'Invalid OAuth access token');
    subscribed.delete(parts(request));
    response.json({ success: true });
  });

  /** The number in the path if the request's token may manage it; otherwise answers with an error and gives null. */
  function owned(request: Request, response: Response): SimulatedNumber | null {
    const number = numbers.find(each => each.phoneNumberId === parts(request));
    if (number !== undefined && holdsToken(number, request.get('authorization'))) return number;
    fail(response, known(request) ? 400 : 401, known(request) ? 100 : 190, 'Unsupported request');
    return null;
  }
  server.post(/^\/v\d+\.\d+\/(\d+)\/register$/, (request, response) => {
    const number = owned(request, response);
    if (number === null) return;
    const parsed = sixDigits.safeParse(request.body);
    if (!parsed.success) return fail(response, 400, 100, 'pin must have six digits');
    if (number.pin !== undefined && number.pin !== parsed.data.pin)
      return fail(response, 400, 133005, 'Two step verification PIN mismatch');
    Object.assign(number, { pin: parsed.data.pin, registered: true });
    response.json({ success: true });
  });
  server.post(/^\/v\d+\.\d+\/(\d+)$/, (request, response, next) => {
    const number = numbers.find(each => each.phoneNumberId === parts(request));
    if (number === undefined) return next();
    if (owned(request, response) === null) return;
    const parsed = sixDigits.safeParse(request.body);
    if (!parsed.success) return fail(response, 400, 100, 'pin must have six digits');
    number.pin = parsed.data.pin;
    response.json({ success: true });
  });
}
