const WHAT_TO_DO =
  'Give it an empty database in DATABASE_URL, or none and it brings up one of its own. A real installation is begun with `npm run admin -- tenant create` (docs/runbook.md).';

/** `npm start` refuses to go on; the message says why and what to do instead. */
export class NotADemoError extends Error {
  override readonly name = 'NotADemoError';
  constructor(why: string) {
    super(
      `\`npm start\` is a demo: it makes companies with known log-ins and simulates WhatsApp. ${why}\n${WHAT_TO_DO}`,
    );
  }
}

/** @throws NotADemoError when `NODE_ENV` is `production`. */
export function refuseProduction(env: NodeJS.ProcessEnv): void {
  if (env['NODE_ENV'] === 'production') throw new NotADemoError('NODE_ENV is "production", so it does not start.');
}
