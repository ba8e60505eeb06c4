import { request } from 'undici';

/** Password of all people in a measured tenant (bench/pairs/set-up-head.ts). */
const PASSWORD = 'bench-password';

export interface LoggedIn {
  readonly userId: string;
  /** Headers for the person's requests: session cookie, CSRF token and content type. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Logs in through the API. @throws with the API's answer when it refuses. */
export async function logIn(apiUrl: string, email: string): Promise<LoggedIn> {
  const answer = await request(`${apiUrl}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  const body = (await answer.body.json()) as { csrfToken: string; user: { id: string } };
  if (answer.statusCode !== 200) throw new Error(`nobody can log in as ${email}: ${JSON.stringify(body)}`);
  return {
    userId: body.user.id,
    headers: {
      cookie: String([answer.headers['set-cookie']].flat()[0]).split(';')[0] ?? '',
      'x-csrf-token': body.csrfToken,
      'content-type': 'application/json',
    },
  };
}
