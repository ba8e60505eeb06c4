import type { DemoTenant } from '../../prisma/seed.ts';

/** The text that `npm start` prints once everything runs: addresses and log-ins. */
export function greetings(what: {
  baseUrl: string;
  temporalUi: string | null;
  simulatorUrl: string;
  demoFile: string;
  tenants: readonly DemoTenant[];
}): string {
  const rows = what.tenants.flatMap(tenant => [
    `  ${tenant.name} (WhatsApp ${tenant.displayPhoneNumber})`,
    ...tenant.users.map(
      user =>
        `    ${user.role === 'AGENT' ? 'agent        ' : 'administrator'} ${user.email.padEnd(28)} ${user.password}`,
    ),
  ]);
  return [
    '',
    'SigFollow is ready: a demo. Its log-ins are known to everybody who reads them, and its WhatsApp is simulated.',
    'A real installation begins with `npm run admin` (docs/runbook.md).',
    '',
    `  Workbench        ${what.baseUrl}/`,
    `  API              ${what.baseUrl}/docs`,
    `  Customer’s phone ${what.simulatorUrl}/phone`,
    ...(what.temporalUi === null ? [] : [`  Temporal         ${what.temporalUi}`]),
    '',
    'Log-ins:',
    ...rows,
    '',
    `All of this is also in ${what.demoFile}. Ctrl-C stops everything.`,
    '',
  ].join('\n');
}
