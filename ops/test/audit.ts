import { spawnSync } from 'node:child_process';
import { root } from '../root.ts';

/**
 * Runs `npm audit` for production dependencies; a known high or critical advisory counts as one failure. When the
 * registry does not answer audits, nothing is counted.
 * @param counts is incremented by the result.
 * @returns a line that reports the result.
 */
export function auditPackages(counts: { passed: number; failed: number }): string {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--audit-level=high', '--json'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  try {
    const report = JSON.parse(stdout) as { metadata?: { vulnerabilities?: Record<string, number> } };
    const found = report.metadata?.vulnerabilities;
    if (found === undefined) return 'advisories: not checked, the registry does not answer audits';
    const bad = (found['high'] ?? 0) + (found['critical'] ?? 0);
    counts[bad === 0 ? 'passed' : 'failed'] += 1;
    return `advisories: ${bad} high or critical in what ships`;
  } catch {
    return 'advisories: not checked, the registry does not answer audits';
  }
}
