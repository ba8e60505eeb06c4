/**
 * The classifier of addresses that tenants name, compared with tables that others made from IANA's registries
 * (test/fixtures/addresses/make.py).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ipaddr from 'ipaddr.js';
import { ASSIGNED_IPV6, CARRIERS, CLOSED_IPV4, CLOSED_IPV6 } from '../../domain/net/address-blocks.ts';
import {
  isAllowedAddress,
  isNamedAddress,
  isPublicAddress,
  isSecure,
  parseNetworks,
} from '../../domain/net/public-address.ts';
import { root } from '../../ops/root.ts';
import { random } from '../support/random.ts';
import { size } from '../support/size.ts';

type Span = readonly [string, string, boolean];
const registries = JSON.parse(readFileSync(join(root, 'test/fixtures/addresses/registries.json'), 'utf8')) as {
  ipv4: Span[];
  ipv6: Span[];
  assignedIpv6: string[];
};

/** Where we let through less than CPython's table does, and why. */
const STRICTER: readonly (readonly [string, string])[] = [
  ['168.63.129.16/32', 'registered as public, but inside of Azure it is the host of the machine'],
  ['192.0.0.9/32', 'anycast of a protocol (PCP): whatever answers is of this network'],
  ['192.0.0.10/32', 'anycast of a protocol (TURN)'],
  ['192.31.196.0/24', 'AS112: answers about private names, often of this network'],
  ['192.52.193.0/24', 'anycast of tunnels (AMT)'],
  ['192.88.99.0/24', 'anycast of tunnels (6to4), deprecated'],
  ['192.175.48.0/24', 'AS112'],
  ['2001::/23', 'IETF protocols: all of it, also what is globally reachable, is no site of anybody’s'],
  ['2620:4f:8000::/48', 'AS112'],
];
/** Given out after the table of assignments that is held against ours. */
const ASSIGNED_SINCE = ['2410::/12'];

/** Each edge of each block is met many times; a million in `npm run chaos -- sizes`. */
const COUNT = size({ quick: 20_000, full: 1_000_000 });
const MAPPED = 0xffffn << 32n;
const BITS = { 4: 32n, 6: 128n } as const;
type Family = keyof typeof BITS;

const numberOf = (address: string): bigint =>
  ipaddr
    .parse(address)
    .toByteArray()
    .reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
const familyOf = (address: string): Family => (address.includes(':') ? 6 : 4);

function rangeOf(cidr: string): { family: Family; first: bigint; last: bigint } {
  const [address = '', bits = ''] = cidr.split('/');
  const family = familyOf(address);
  const first = numberOf(address);
  return { family, first, last: first + (1n << (BITS[family] - BigInt(bits))) - 1n };
}

const dotted = (value: number): string =>
  `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
const LOW = (1n << 64n) - 1n;

/** As systems print it, in one of the ways they do. */
function print(family: Family, value: bigint, way: number): string {
  const tail = Number(value & 0xffff_ffffn);
  if (family === 4) return dotted(tail);
  if (way === 1 && value >> 48n === 0n)
    return `::${value >> 32n === 0n ? '' : `${(value >> 32n).toString(16)}:`}${dotted(tail)}`;
  const hex = (value >> 64n).toString(16).padStart(16, '0') + (value & LOW).toString(16).padStart(16, '0');
  const groups = hex.replaceAll(/(.{4})(?!$)/g, '$1:');
  return way === 2 ? groups.replace(/:(?:0000:)+/, '::').replaceAll(/(^|:)0{1,3}/g, '$1') : groups;
}

/** Looks addresses up in ranges that follow each other: for each its first address, and the answer. */
function tableOf(rows: readonly (readonly [bigint, boolean])[]): (value: bigint) => boolean {
  return value => {
    let [low, high] = [0, rows.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (rows[middle]![0] <= value) low = middle;
      else high = middle - 1;
    }
    return rows[low]![1];
  };
}

const within =
  (ranges: readonly ReturnType<typeof rangeOf>[]) =>
  (family: Family, value: bigint): boolean =>
    ranges.some(each => each.family === family && each.first <= value && value <= each.last);

/** What others say of an address, less what is listed as stricter: one table for each family. */
function expectedTables(): Record<Family, (value: bigint) => boolean> {
  const theirs = {
    4: tableOf(registries.ipv4.map(([first, , isPublic]) => [numberOf(first), isPublic])),
    6: tableOf(registries.ipv6.map(([first, , isPublic]) => [numberOf(first), isPublic])),
  };
  const strict = STRICTER.map(([cidr]) => rangeOf(cidr));
  const given = [...registries.assignedIpv6, ...ASSIGNED_SINCE].map(rangeOf);
  const [stricter, assigned] = [within(strict), within(given)];
  const judge = (family: Family, value: bigint): boolean => {
    if (family === 6 && value >> 32n === 0xffffn) return judge(4, value - MAPPED);
    return theirs[family](value) && !stricter(family, value) && (family === 4 || assigned(family, value));
  };
  const edges = {
    4: [
      ...registries.ipv4.map(([first]) => numberOf(first)),
      ...strict.filter(each => each.family === 4).flatMap(each => [each.first, each.last + 1n]),
    ],
    6: [] as bigint[],
  };
  edges[6] = [
    ...registries.ipv6.map(([first]) => numberOf(first)),
    ...[...strict, ...given].filter(each => each.family === 6).flatMap(each => [each.first, each.last + 1n]),
    ...edges[4].map(edge => MAPPED + edge),
  ];
  const table = (family: Family) =>
    tableOf(
      [...new Set(edges[family])].sort((one, other) => (one < other ? -1 : 1)).map(edge => [edge, judge(family, edge)]),
    );
  return { 4: table(4), 6: table(6) };
}

describe('addresses that tenants name', () => {
  test(`${COUNT} of them are judged as CPython’s table of IANA’s registries does, but for what is listed as stricter`, () => {
    const chance = random('addresses');
    const expected = expectedTables();
    const blocks = [
      ...[...CLOSED_IPV4, ...CLOSED_IPV6, ...ASSIGNED_IPV6, ...STRICTER].map(([cidr]) => cidr),
      ...CARRIERS.map(({ cidr }) => cidr),
      ...registries.assignedIpv6,
    ].map(rangeOf);
    const spans = [...registries.ipv4, ...registries.ipv6].map(([first, last]) => ({
      family: familyOf(first),
      first: numberOf(first),
      last: numberOf(last),
    }));
    const bits = (count: number): bigint => {
      let value = 0n;
      for (let at = 0; at < count; at += 32) value = (value << 32n) | BigInt(chance.below(2 ** 32));
      return value & ((1n << BigInt(count)) - 1n);
    };
    const draw: readonly (() => readonly [Family, bigint])[] = [
      () => [4, bits(32)],
      () => [6, MAPPED + bits(32)],
      () => [6, bits(32)],
      // All of 2000::/3, and as its blocks lie: close together at its beginning.
      () => [6, (1n << 125n) | (bits(128) >> 3n)],
      () => [
        6,
        (BigInt(
          chance.pick([0x2001, 0x2002, 0x2003, 0x2400, 0x2410, 0x2620, 0x2a00, 0x3fff, 0, 0x64, 0x100, 0x5f00, 0xfe80]),
        ) <<
          112n) |
          bits(112),
      ],
      () => [6, bits(128)],
      // At the edges of blocks and inside of them.
      () => {
        const { family, first, last } = chance.below(2) === 0 ? chance.pick(blocks) : chance.pick(spans);
        const span = last - first + 1n;
        const at = [
          first,
          last,
          first - BigInt(1 + chance.below(3)),
          last + BigInt(1 + chance.below(3)),
          first + (bits(128) % span),
        ][chance.below(5)]!;
        const all = 1n << BITS[family];
        return [family, ((at % all) + all) % all];
      },
    ];
    const wrong: string[] = [];
    let through = 0;
    for (let n = 0; n < COUNT; n++) {
      const [family, value] = draw[Math.min(n % 12, draw.length - 1)]!();
      const address = print(family, value, chance.below(3));
      const isPublic = isPublicAddress(address);
      if (isPublic) through += 1;
      if (isPublic !== expected[family](value)) wrong.push(`${address} is ${isPublic ? '' : 'not '}let through`);
    }
    expect(wrong.slice(0, 20)).toEqual([]);
    // Both answers are given often: a table of one answer would agree with nobody.
    expect(through).toBeGreaterThan(COUNT / 4);
    expect(through).toBeLessThan((COUNT * 3) / 4);
  });

  test.each([
    ['::1.2.3.4', 'IPv4-compatible'],
    ['::8.8.8.8', 'IPv4-compatible'],
    ['168.63.129.16', 'Azure'],
    ['::ffff:168.63.129.16', 'Azure, mapped'],
    ['169.254.169.254', 'metadata'],
    ['::ffff:a9fe:a9fe', 'metadata, mapped'],
    ['100.100.100.200', 'metadata of Alibaba'],
    ['100:0:0:1::1', 'dummy prefix (RFC 9780)'],
    ['100::1', 'discard'],
    ['2001:db8::1', 'documentation'],
    ['3fff::1', 'documentation'],
    ['3fff:fff::1', 'documentation'],
    ['5f00::1', 'SRv6'],
    ['2001:10::1', 'ORCHID'],
    ['2001:20::1', 'ORCHIDv2'],
    ['2001::1', 'Teredo'],
    ['2002:808:808::1', '6to4'],
    ['64:ff9b::8.8.8.8', 'NAT64'],
    ['64:ff9b:1::1', 'NAT64, local'],
    ['2420::1', 'unassigned'],
    ['2d00::1', 'reserved'],
    ['3ffe::1', 'returned'],
    ['2003:4000::1', 'unassigned'],
    ['4000::1', 'outside of 2000::/3'],
    ['fec0::1', 'site-local'],
    ['fd00:ec2::254', 'metadata of AWS'],
    ['ff02::1', 'multicast'],
    ['', 'nothing'],
    ['example.com', 'a name'],
    ['127.1', 'short'],
    ['8.8', 'short'],
    ['0127.0.0.1', 'octal'],
    ['010.8.8.8', 'octal'],
    ['0x7f.0.0.1', 'hexadecimal'],
    ['2130706433', 'one number'],
    ['134744072', 'one number'],
    ['8.8.8.8.', 'a dot at the end'],
    ['8.8.8.256', 'out of range'],
    [' 8.8.8.8', 'a space'],
    ['2606:4700::1111%eth0', 'a zone'],
    ['fe80::1%1', 'a zone'],
    ['[2606:4700::1111]', 'in brackets'],
    ['2606:4700::1111/64', 'a network'],
  ])('%s (%s) is not called', address => expect(isPublicAddress(address)).toBe(false));

  test.each([
    '93.184.216.34',
    '8.8.8.8',
    '::ffff:8.8.8.8',
    '::ffff:808:808',
    '2606:4700::1111',
    '2410::1',
    '2a10::1',
    '168.63.129.15',
    '168.63.129.17',
  ])('%s is', address => expect(isPublicAddress(address)).toBe(true));

  test('the operator may allow networks by name; what an address carries is judged, too', () => {
    expect(isAllowedAddress('10.1.2.3', parseNetworks(['10.0.0.0/8']))).toBe(true);
    expect(isAllowedAddress('::ffff:10.1.2.3', parseNetworks(['10.0.0.0/8']))).toBe(true);
    expect(isAllowedAddress('10.1.2.3', parseNetworks(['fd00::/8']))).toBe(false);
    expect(isAllowedAddress('fd00::1', parseNetworks(['10.0.0.0/8', 'fd00::/8']))).toBe(true);
    const nat64 = parseNetworks(['64:ff9b::/96']);
    expect(isAllowedAddress('64:ff9b::8.8.8.8', nat64)).toBe(true);
    for (const inner of ['10.0.0.1', '127.0.0.1', '169.254.169.254', '168.63.129.16'])
      expect(isAllowedAddress(`64:ff9b::${inner}`, nat64)).toBe(false);
    expect(isAllowedAddress('64:ff9b::10.0.0.1', parseNetworks(['64:ff9b::/96', '10.0.0.0/8']))).toBe(true);
    // Teredo: the server in the open, the client's address turned round.
    expect(isAllowedAddress('2001:0:808:808::f7f7:f7f7', parseNetworks(['2001::/32']))).toBe(true);
    expect(isAllowedAddress('2001:0:808:808::80ff:fffe', parseNetworks(['2001::/32']))).toBe(false);
    expect(isAllowedAddress('2001:0:7f00:1::f7f7:f7f7', parseNetworks(['2001::/32']))).toBe(false);
    expect(isAllowedAddress('2002:7f00:1::', parseNetworks(['2002::/16']))).toBe(false);
    expect(isAllowedAddress('10.1.2.3%eth0', parseNetworks(['10.0.0.0/8']))).toBe(false);
    // Named is more than allowed: there TLS is not asked for.
    expect(isNamedAddress('8.8.8.8', parseNetworks(['10.0.0.0/8']))).toBe(false);
  });

  test.each<[string, boolean]>([
    ['https://a.example/v1', true],
    ['https://a.example:443/v1', true],
    ['http://a.example/', false],
    ['http://a.example:443/', false],
    ['https://a.example:8443/', false],
    ['https://a.example:80/', false],
  ])('%s is encrypted at the port for it: %s', (url, secure) => expect(isSecure(new URL(url))).toBe(secure));
});
