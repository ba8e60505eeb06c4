import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import { isWindowOpen, lastInboundAt } from '../../domain/conversation/settings.ts';
import { errorOf } from '../../domain/whatsapp/error-table.ts';
import { classifySendError, explain, throttleDelayMs, troubleOf } from '../../domain/whatsapp/send-errors.ts';
import { foldStatuses } from '../../domain/whatsapp/status.ts';
import { parseBody } from '../../api/webhooks/parse-body.ts';
import { itemsOf } from '../../api/webhooks/payload.ts';
import { isSigned } from '../../api/webhooks/signature.ts';
import { META_ERRORS } from '../../simulator/errors.ts';
import { SecretBox } from '../../store/db/secret-box.ts';
import { AesPayloadCodec } from '../../temporal/payload-codec.ts';
import { sign } from '../support/webhook.ts';

describe('delivery statuses', () => {
  const statuses = fc.array(fc.constantFrom('sent', 'delivered', 'read', 'played', 'failed', 'deleted', 'unheard-of'), {
    maxLength: 12,
  });

  test('any order and repetition gives the same view', () => {
    fc.assert(
      fc.property(statuses, fc.func(fc.integer()), (list, order) => {
        const shuffled = [...list, ...list].sort((a, b) => order(a) - order(b));
        expect(foldStatuses(shuffled)).toBe(foldStatuses(list));
      }),
    );
  });

  test.each([
    [['read', 'delivered', 'sent'], 'read'],
    [['read'], 'read'],
    [['failed', 'sent'], 'failed'],
    [['sent', 'failed'], 'failed'],
    [['failed', 'delivered'], 'delivered'],
    [['deleted'], null],
    [[], null],
    [['sent', 'played'], 'played'],
  ])('%j is shown as %s', (list, expected) => expect(foldStatuses(list)).toBe(expected));
});

describe('the customer-service window', () => {
  test('is open until just before its end', () => {
    expect([
      isWindowOpen(1000, 999),
      isWindowOpen(1000, 1000),
      isWindowOpen(1000, 1001),
      isWindowOpen(null, 0),
    ]).toEqual([true, false, false, false]);
  });
  test('a timestamp of the future does not hold it open, an old one does not close it', () => {
    expect(lastInboundAt(null, 5000, 1000)).toBe(1000);
    expect(lastInboundAt(900, 100, 1000)).toBe(900);
  });
});

describe('answers to sends', () => {
  test.each([
    [400, 130429, 'throttled'],
    [400, 131056, 'throttled'],
    [400, 80007, 'throttled'],
    [400, 4, 'throttled'],
    [429, null, 'throttled'],
    [400, 131047, 'rejected'],
    [401, 190, 'rejected'],
    [400, 100, 'rejected'],
    [404, null, 'rejected'],
    [500, 131000, 'unknown'],
    [500, 1, 'unknown'],
    [400, 1, 'rejected'],
    [502, null, 'unknown'],
    [503, 2, 'throttled'],
    [500, 131016, 'throttled'],
    [400, 131048, 'throttled'],
    [400, 131049, 'rejected'],
    [403, 203, 'rejected'],
    [400, 999_999, 'rejected'],
    [500, 999_999, 'unknown'],
  ] as const)('HTTP %d with code %s is %s', (status, code, expected) =>
    expect(classifySendError(status, code)).toBe(expected),
  );
  test('waits four times longer each time, ten minutes at most; much longer where WhatsApp slows a number down', () => {
    expect([0, 1, 2, 3, 9].map(tries => throttleDelayMs(131056, tries))).toEqual([
      1_000, 4_000, 16_000, 64_000, 600_000,
    ]);
    expect([0, 1, 2].map(tries => throttleDelayMs(80007, tries))).toEqual([60_000, 240_000, 600_000]);
    expect([0, 1].map(tries => throttleDelayMs(131048, tries))).toEqual([900_000, 900_000]);
    expect(throttleDelayMs(null, 0)).toBe(1_000);
  });
  test('every error WhatsApp is known to give has a sentence for people, our own too', () => {
    for (const code of META_ERRORS.keys()) expect([code, explain(String(code))?.endsWith('.')]).toEqual([code, true]);
    for (const code of ['window_closed', 'number_paused', 'unreachable']) expect(explain(code)).toMatch(/\.$/);
    expect([explain(null), explain('http_404'), explain('999999')]).toEqual([null, null, null]);
  });
  test('only what stops the whole number pauses it', () => {
    expect([...META_ERRORS.keys(), 250].filter(code => troubleOf(code) === 'pause')).toEqual([
      0, 3, 10, 33, 190, 200, 368, 131005, 131031, 131045, 133010, 133016, 250,
    ]);
    expect([...META_ERRORS.keys()].filter(code => troubleOf(code) === 'warn')).toEqual([
      131037, 131042, 131048, 131063, 131064,
    ]);
    for (const code of META_ERRORS.keys())
      if (troubleOf(code) === 'pause') expect(errorOf(code)?.send).toBe('rejected');
  });
});

describe('a body', () => {
  test('loses the characters PostgreSQL cannot store, in names and values, and no others', () => {
    const body = String.raw`{"a\u0000b":["x\u0000y",{"c":"\\u0000"},1,null,true]}`;
    expect(parseBody(Buffer.from(body))).toEqual({ ab: ['xy', { c: String.raw`\u0000` }, 1, null, true] });
  });
  test('that is none is one item that nobody can read', () =>
    expect(
      [null, [], 'x', { entry: 1 }].map(body => itemsOf(body).map(item => item.item === 'malformed' && item.reason)),
    ).toEqual(Array.from({ length: 4 }, () => ['body_entry'])));
});

describe('signatures of webhooks', () => {
  const body = Buffer.from('{"entry":[{"text":"\\u00e4 \\/ ü"}]}');
  test('fit the bytes under any of the current secrets', () => {
    expect(isSigned(sign(body, 'new'), body, ['new', 'old'])).toBe(true);
    expect(isSigned(sign(body, 'old'), body, ['new', 'old'])).toBe(true);
    expect(isSigned(sign(body, 'other'), body, ['new', 'old'])).toBe(false);
  });
  test('no changed byte passes', () => {
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(body);
        changed[at] = changed[at]! ^ change;
        expect(isSigned(sign(body, 'new'), changed, ['new'])).toBe(false);
      }),
    );
  });
  test.each([
    undefined,
    '',
    'sha256=',
    'sha1=abc',
    'sha256=zz',
    `sha256=${'0'.repeat(63)}`,
    `sha256=${'0'.repeat(64)}`,
  ])('%s is no signature', header => expect(isSigned(header, body, ['new'])).toBe(false));
});

describe('secrets at rest', () => {
  const place = { tenantId: 't1', column: 'business_number.access_token', rowId: 'r1' };
  const box = new SecretBox([{ id: 'k1', key: randomBytes(32) }]);
  test('open where they were sealed and nowhere else', () => {
    const record = box.seal('EAA token', place);
    expect(box.open(record, place)).toBe('EAA token');
    for (const other of [
      { ...place, tenantId: 't2' },
      { ...place, column: 'x' },
      { ...place, rowId: 'r2' },
    ])
      expect(() => box.open(record, other)).toThrow();
  });
  test('a changed or cut record does not open', () => {
    const record = box.seal('EAA token', place);
    fc.assert(
      fc.property(fc.nat(record.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(record);
        changed[at] = changed[at]! ^ change;
        expect(() => box.open(changed, place)).toThrow();
      }),
    );
    expect(() => box.open(record.subarray(0, record.length - 3), place)).toThrow();
  });
  test('old keys still open, new ones seal', () => {
    const [old, fresh] = [
      { id: 'old', key: randomBytes(32) },
      { id: 'new', key: randomBytes(32) },
    ];
    const record = new SecretBox([old]).seal('x', place);
    const rotated = new SecretBox([fresh, old]);
    expect(rotated.open(record, place)).toBe('x');
    expect(() => new SecretBox([fresh]).open(record, place)).toThrow();
  });
});

describe('payloads in Temporal', () => {
  const codec = new AesPayloadCodec([{ id: 'k', key: randomBytes(32) }]);
  test('come back as they were, are unreadable in between, and are not taken when changed', async () => {
    const payload = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('"4915112345678"') };
    const [encoded] = await codec.encode([payload]);
    expect(Buffer.from(encoded!.data!).includes('4915112345678')).toBe(false);
    const [decoded] = await codec.decode([encoded!]);
    expect(Buffer.from(decoded!.data!).toString()).toBe('"4915112345678"');
    const changed = Buffer.from(encoded!.data!);
    changed[changed.length - 1]! ^= 1;
    await expect(async () => codec.decode([{ ...encoded!, data: changed }])).rejects.toThrow();
    expect(await codec.decode([payload])).toEqual([payload]);
  });
});
