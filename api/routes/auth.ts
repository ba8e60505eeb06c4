import { randomBytes } from 'node:crypto';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { z } from 'zod';
import { directoryHash } from '../../store/directory.ts';
import { newWake } from '../../store/notifier.ts';
import { passwordFits } from '../auth/passwords.ts';
import { SESSION_COOKIE } from '../http/register.ts';
import { readCookie } from '../http/cookies.ts';
import { problem } from '../http/problem.ts';
import { anyText } from '../http/input.ts';
import { route } from './route.ts';
import { id, ok, time } from './schemas.ts';

const TAG = 'Log-in';
const SESSION_MS = 12 * 60 * 60 * 1000;
const everyone = ['SUPER_ADMIN', 'TENANT_ADMIN', 'AGENT'] as const;

const me = z.object({ id, name: z.string(), role: z.enum(everyone), tenantId: id.nullable() }).meta({ id: 'Me' });

/** Failed log-ins of one name from one address; kept in this process, so the limit is per API process. */
const failures = new RateLimiterMemory({ points: 10, duration: 60 });

const login = route({
  method: 'post', path: '/auth/login', tag: TAG, summary: 'Begin a session', roles: 'anonymous',
  body: z.strictObject({ email: anyText(320, 1), password: anyText(1_000, 1) }),
  answer: z.object({ user: me, csrfToken: z.string().meta({ description: 'Sent back as X-CSRF-Token with every change.' }), expiresAt: time }),
  handle: async ({ app, body, at, request, response }) => {
    const limitKey = `${request.ip ?? ''} ${directoryHash('login', body.email).toString('hex')}`;
    if (((await failures.get(limitKey))?.remainingPoints ?? 1) <= 0) throw problem(429, 'too_many_attempts', 'Too many failed log-ins; wait a minute.', { headers: { 'retry-after': '60' } });
    const entry = await app.database.directory.directoryCredential.findUnique({ where: { hash: directoryHash('login', body.email) } });
    const person = entry === null ? null : entry.tenantId === null
      ? await app.database.directory.platformUser.findUnique({ where: { id: entry.userId } }).then(user => user && { ...user, role: 'SUPER_ADMIN' as const, tenantId: null })
      : await app.database.withTenant(entry.tenantId, ({ tx, tenantId }) => tx.user.findUnique({ where: { tenantId_id: { tenantId, id: entry.userId } } }));
    if (!(await passwordFits(person?.passwordHash ?? null, body.password)) || person === null || person.disabledAt !== null) {
      await failures.consume(limitKey).catch(() => undefined);
      throw problem(401, 'wrong_credentials', 'The e-mail address or the password is wrong.');
    }
    const [session, csrfToken] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
    const expiresAt = new Date(at + SESSION_MS);
    await app.database.directory.directoryCredential.create({
      data: { hash: directoryHash('session', session), kind: 'session', tenantId: person.tenantId, userId: person.id, csrfHash: directoryHash('csrf', csrfToken), createdAt: new Date(at), expiresAt },
    });
    response.cookie(SESSION_COOKIE, session, { httpOnly: true, sameSite: 'lax', secure: request.secure, path: '/', expires: expiresAt });
    return { user: { id: person.id, name: person.name, role: person.role as 'AGENT', tenantId: person.tenantId }, csrfToken, expiresAt: expiresAt.toISOString() };
  },
});

const logout = route({
  method: 'post', path: '/auth/logout', tag: TAG, summary: 'End the session', roles: everyone, answer: ok,
  handle: async ({ app, principal, request, response }) => {
    const session = readCookie(request.headers.cookie, SESSION_COOKIE);
    if (session !== undefined) await app.database.directory.directoryCredential.deleteMany({ where: { hash: directoryHash('session', session) } });
    // Sockets that were opened with the session are closed wherever they are.
    if (principal.tenantId !== null) app.database.notifier.add(principal.tenantId, { ...newWake(), access: new Set([principal.id]) });
    response.clearCookie(SESSION_COOKIE, { path: '/' });
    return { ok: true as const };
  },
});

const whoAmI = route({
  method: 'get', path: '/me', tag: TAG, summary: 'Who you are', roles: everyone, answer: me,
  handle: ({ principal }) => Promise.resolve({ id: principal.id, name: principal.name, role: principal.role, tenantId: principal.tenantId }),
});

export const authRoutes = [login, logout, whoAmI];
