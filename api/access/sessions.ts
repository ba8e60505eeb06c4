import { randomBytes } from 'node:crypto';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { z } from 'zod';
import { endSession } from '../../store/access/credentials.ts';
import { directoryHash } from '../../store/tenant/directory.ts';
import { newWake } from '../../store/db/notifier.ts';
import { choosePassword } from './change-password.ts';
import type { Person } from './log-in.ts';
import { beginSessionOf, oneTimeUntilOf, peopleOf, whoFits } from './log-in.ts';
import { PASSWORD_MAX } from './password-policy.ts';
import { SESSION_COOKIE } from '../http/register.ts';
import { readCookie } from '../http/cookies.ts';
import type { ProblemError } from '../http/problem.ts';
import { problem } from '../http/problem.ts';
import { anyText } from '../http/input.ts';
import { route } from '../http/route.ts';
import { OK, id, ok, time } from '../http/schemas.ts';

const TAG = 'Log-in';
const SESSION_MS = 12 * 60 * 60 * 1000;
const everyone = ['SUPER_ADMIN', 'TENANT_ADMIN', 'AGENT'] as const;

const me = z.object({ id, name: z.string(), role: z.enum(everyone), tenantId: id.nullable() }).meta({ id: 'Me' });

/** Limits failed log-ins per log-in name and client IP address. In memory, so the limit is per API process. */
const failures = new RateLimiterMemory({ points: 10, duration: 60 });

const login = route({
  method: 'post',
  path: '/auth/login',
  tag: TAG,
  summary: 'Begin a session',
  roles: 'anonymous',
  body: z.strictObject({
    email: anyText(320, 1),
    password: anyText(1_000, 1),
    tenantId: id.nullable().optional().meta({
      description:
        'For who logs in at several tenants with the same address: at which; null: as a person of the platform. Without it, and when the password fits more than one, the answer is 409 `tenant_required` with those in `tenants`; of a name that more than three have, only the three who have it longest are looked at.',
    }),
  }),
  answer: z.object({
    user: me,
    csrfToken: z.string().meta({ description: 'Sent back as X-CSRF-Token with every change.' }),
    expiresAt: time,
    mustChangePassword: z.boolean().meta({
      description:
        'The password was set by somebody else: until another one is chosen (`POST /auth/password`) everything else answers 403 `password_change_required`.',
    }),
  }),
  handle: async ({ app, body, at, request, response }) => {
    const limitKey = `${request.ip ?? ''} ${directoryHash('login', body.email).toString('hex')}`;
    if (((await failures.get(limitKey))?.remainingPoints ?? 1) <= 0)
      throw problem(429, 'too_many_attempts', 'Too many failed log-ins; wait a minute.', {
        headers: { 'retry-after': '60' },
      });
    const fitting = await whoFits(await peopleOf(app.database, body.email, body.tenantId), body.password);
    if (fitting.length > 1) throw tenantRequired(fitting);
    const [person] = fitting;
    const oneTimeUntil = person === undefined ? null : await oneTimeUntilOf(app.database, person);
    if (oneTimeUntil !== null && oneTimeUntil.getTime() <= at)
      throw problem(401, 'one_time_password_expired', 'The one-time password is over. Have another one made.');
    const [token, csrfToken] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
    const session = { token, csrfToken, begins: at, ends: at + SESSION_MS };
    if (person === undefined || !(await beginSessionOf(app.database, person, body.email, session))) {
      await failures.consume(limitKey).catch(() => undefined);
      throw problem(401, 'wrong_credentials', 'The e-mail address or the password is wrong.');
    }
    const expires = new Date(session.ends);
    response.cookie(SESSION_COOKIE, token, {
      httpOnly: true,
      sameSite: 'lax',
      secure: request.secure,
      path: '/',
      expires,
    });
    return {
      user: { id: person.id, name: person.name, role: person.role, tenantId: person.tenantId },
      csrfToken,
      expiresAt: expires.toISOString(),
      mustChangePassword: oneTimeUntil !== null,
    };
  },
});

/** Names only tenants where this address has this password: whoever does not know the password learns nothing. */
function tenantRequired(fitting: readonly Person[]): ProblemError {
  const tenants = fitting.map(person => ({ id: person.tenantId, name: person.tenantName }));
  return problem(
    409,
    'tenant_required',
    'You log in at several tenants with this address and password: say at which.',
    { field: 'tenantId', extra: { tenants } },
  );
}

const logout = route({
  method: 'post',
  path: '/auth/logout',
  tag: TAG,
  summary: 'End the session',
  roles: everyone,
  answer: ok,
  beforePasswordChange: true,
  handle: async ({ app, principal, request, response }) => {
    const session = readCookie(request.headers.cookie, SESSION_COOKIE);
    if (session !== undefined) await endSession(app.database, session);
    // Every API process checks this principal's WebSockets again, and closes those of the ended session.
    if (principal.tenantId !== null)
      app.database.notifier.add(principal.tenantId, { ...newWake(), access: new Set([principal.id]) });
    response.clearCookie(SESSION_COOKIE, { path: '/' });
    return OK;
  },
});

/** Limits wrong guesses at the current password, per person. In memory, so per API process. */
const wrongGuesses = new RateLimiterMemory({ points: 10, duration: 60 });

const password = route({
  method: 'post',
  path: '/auth/password',
  tag: TAG,
  summary: 'Choose another password; all other sessions of yours end',
  roles: everyone,
  answer: ok,
  beforePasswordChange: true,
  body: z.strictObject({
    currentPassword: anyText(1_000, 1),
    newPassword: anyText(PASSWORD_MAX).meta({
      description: 'At least 12 characters, and none of those that are guessed first (400 `password_too_weak`).',
    }),
  }),
  handle: async ({ app, principal, body, at, request }) => {
    const session = readCookie(request.headers.cookie, SESSION_COOKIE);
    if (principal.kind === 'api_key' || session === undefined)
      throw problem(403, 'not_a_person', 'Only people have a password.');
    // Counted before the password is checked, so that simultaneous guesses count too; given back below if it was right.
    await wrongGuesses.consume(principal.id).catch(() => {
      throw problem(429, 'too_many_attempts', 'Too many wrong passwords; wait a minute.', {
        headers: { 'retry-after': '60' },
      });
    });
    const result = await choosePassword(app, principal, {
      current: body.currentPassword,
      wanted: body.newPassword,
      session,
      at,
    });
    if (result.kind === 'wrong_password')
      throw problem(400, 'wrong_password', 'The current password is wrong.', { field: 'currentPassword' });
    await wrongGuesses.reward(principal.id);
    if (result.kind === 'same_password')
      throw problem(400, 'same_password', 'The new password is the current one.', { field: 'newPassword' });
    if (result.kind === 'too_weak')
      throw problem(400, 'password_too_weak', 'The new password is too easily guessed.', {
        detail: result.why,
        field: 'newPassword',
      });
    if (result.kind === 'changed_meanwhile')
      throw problem(409, 'password_changed', 'The password was changed at the same time.');
    return OK;
  },
});

const whoAmI = route({
  method: 'get',
  path: '/me',
  tag: TAG,
  summary: 'Who you are',
  roles: everyone,
  answer: me,
  handle: ({ principal }) =>
    Promise.resolve({ id: principal.id, name: principal.name, role: principal.role, tenantId: principal.tenantId }),
});

export const authRoutes = [login, logout, password, whoAmI];
