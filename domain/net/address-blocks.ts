/**
 * Blocks of the address space, as IANA registers them. A block is a CIDR, its purpose, and the source.
 * Sources: IANA's IPv4 and IPv6 Special-Purpose Address Registries (of 2025-10-09) and IPv6 Global Unicast Address
 * Assignments (of 2025-10-10). Update these dates together with the lists. test/unit/public-addresses.test.ts compares
 * them with CPython's list.
 */
export type Block = readonly [cidr: string, purpose: string, source: string];

/**
 * IPv4 blocks that no public server uses. Some of them the registry calls globally reachable; they are listed because
 * whatever answers there was put there by the local network.
 */
export const CLOSED_IPV4: readonly Block[] = [
  ['0.0.0.0/8', 'this network', 'RFC 791'],
  ['10.0.0.0/8', 'private', 'RFC 1918'],
  ['100.64.0.0/10', 'shared by a carrier; 100.100.100.200 tells secrets of machines at Alibaba', 'RFC 6598'],
  ['127.0.0.0/8', 'loopback', 'RFC 1122'],
  [
    '168.63.129.16/32',
    'the host of a machine at Azure, which tells its secrets; registered as public',
    'Azure, “What is IP address 168.63.129.16?”',
  ],
  ['169.254.0.0/16', 'link-local; 169.254.169.254 tells secrets of machines at most clouds', 'RFC 3927'],
  ['172.16.0.0/12', 'private', 'RFC 1918'],
  ['192.0.0.0/24', 'IETF protocols, with anycast of PCP and TURN', 'RFC 6890, RFC 7723, RFC 8155'],
  ['192.0.2.0/24', 'documentation', 'RFC 5737'],
  ['192.31.196.0/24', 'AS112, answers names of private networks', 'RFC 7535'],
  ['192.52.193.0/24', 'multicast tunnels (AMT)', 'RFC 7450'],
  ['192.88.99.0/24', 'relays of 6to4, deprecated', 'RFC 7526'],
  ['192.168.0.0/16', 'private', 'RFC 1918'],
  ['192.175.48.0/24', 'AS112, answers names of private networks', 'RFC 7534'],
  ['198.18.0.0/15', 'benchmarks', 'RFC 2544'],
  ['198.51.100.0/24', 'documentation', 'RFC 5737'],
  ['203.0.113.0/24', 'documentation', 'RFC 5737'],
  ['224.0.0.0/4', 'multicast', 'RFC 5771'],
  ['240.0.0.0/4', 'reserved, and broadcast', 'RFC 1112, RFC 919'],
];

/**
 * IPv6 blocks assigned to the regional registries (source: date of the assignment). Everything else is unassigned, so
 * whoever answers there does not legitimately hold the address.
 */
export const ASSIGNED_IPV6: readonly Block[] = [
  ['2001:200::/23', 'APNIC', '1999-07-01'],
  ['2001:400::/23', 'ARIN', '1999-07-01'],
  ['2001:600::/23', 'RIPE NCC', '1999-07-01'],
  ['2001:800::/22', 'RIPE NCC', '2002-11-02'],
  ['2001:c00::/23', 'APNIC', '2002-05-02'],
  ['2001:e00::/23', 'APNIC', '2003-01-01'],
  ['2001:1200::/23', 'LACNIC', '2002-11-01'],
  ['2001:1400::/22', 'RIPE NCC', '2003-07-01'],
  ['2001:1800::/23', 'ARIN', '2003-04-01'],
  ['2001:1a00::/23', 'RIPE NCC', '2004-01-01'],
  ['2001:1c00::/22', 'RIPE NCC', '2004-05-04'],
  ['2001:2000::/19', 'RIPE NCC', '2019-03-12'],
  ['2001:4000::/23', 'RIPE NCC', '2004-06-11'],
  ['2001:4200::/23', 'AFRINIC', '2004-06-01'],
  ['2001:4400::/23', 'APNIC', '2004-06-11'],
  ['2001:4600::/23', 'RIPE NCC', '2004-08-17'],
  ['2001:4800::/23', 'ARIN', '2004-08-24'],
  ['2001:4a00::/23', 'RIPE NCC', '2004-10-15'],
  ['2001:4c00::/23', 'RIPE NCC', '2004-12-17'],
  ['2001:5000::/20', 'RIPE NCC', '2004-09-10'],
  ['2001:8000::/19', 'APNIC', '2004-11-30'],
  ['2001:a000::/20', 'APNIC', '2004-11-30'],
  ['2001:b000::/20', 'APNIC', '2006-03-08'],
  ['2003::/18', 'RIPE NCC', '2005-01-12'],
  ['2400::/12', 'APNIC', '2006-10-03'],
  ['2410::/12', 'APNIC', '2024-11-01'],
  ['2600::/12', 'ARIN', '2006-10-03'],
  ['2610::/23', 'ARIN', '2005-11-17'],
  ['2620::/23', 'ARIN', '2006-09-12'],
  ['2630::/12', 'ARIN', '2019-11-06'],
  ['2800::/12', 'LACNIC', '2006-10-03'],
  ['2a00::/12', 'RIPE NCC', '2006-10-03'],
  ['2a10::/12', 'RIPE NCC', '2019-06-05'],
  ['2c00::/12', 'AFRINIC', '2006-10-03'],
];

/** Special-purpose blocks within the assigned ones. */
export const CLOSED_IPV6: readonly Block[] = [
  ['2001:db8::/32', 'documentation', 'RFC 3849'],
  ['2620:4f:8000::/48', 'AS112, answers names of private networks', 'RFC 7534'],
];

/**
 * IPv6 blocks whose addresses embed an IPv4 address to which packets are forwarded: at which bit it starts, and whether
 * its bits are inverted. None of them counts as public; where an operator allows such a network, the embedded address
 * is checked as well.
 */
export const CARRIERS: readonly {
  readonly cidr: string;
  readonly at: number;
  readonly inverted?: boolean;
  readonly name: string;
}[] = [
  { cidr: '::/96', at: 96, name: 'IPv4-compatible, deprecated (RFC 4291)' },
  { cidr: '::ffff:0:0:0/96', at: 96, name: 'IPv4-translated (RFC 2765)' },
  { cidr: '64:ff9b::/96', at: 96, name: 'NAT64 (RFC 6052)' },
  { cidr: '2002::/16', at: 16, name: '6to4 (RFC 3056)' },
  { cidr: '2001::/32', at: 32, name: 'Teredo, the server (RFC 4380)' },
  { cidr: '2001::/32', at: 96, inverted: true, name: 'Teredo, the client' },
];
