import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether `header` ("sha256=<hex>") is the HMAC-SHA256 of the raw bytes under one of the app secrets (two during a
 * rotation). Compares in constant time. Source: Cloud API "Webhooks", validating payloads.
 */
export function isSigned(header: string | undefined, body: Buffer, appSecrets: readonly string[]): boolean {
  const match = /^sha256=([0-9a-f]{64})$/i.exec(header ?? '');
  if (match?.[1] === undefined) return false;
  const given = Buffer.from(match[1], 'hex');
  let valid = false;
  // Every secret is tried, so that the time does not tell which one matches.
  for (const secret of appSecrets)
    valid = timingSafeEqual(createHmac('sha256', secret).update(body).digest(), given) || valid;
  return valid;
}
