/** Writes Opus as WhatsApp takes it for voice notes: in Ogg (RFC 3533, RFC 7845). Nothing is encoded anew. */
import type { OpusStream } from './webm-opus.ts';

const [BEGINS, ENDS] = [0x02, 0x04];
const HEADER = 27;
const MOST_SEGMENTS = 255;
const FULL = 255;
/** One track: any number does. */
const SERIAL = 1;
const VENDOR = 'SigFollow';
/** How many samples a millisecond has: Opus is timed at 48 kHz, whatever was recorded. */
const PER_MS = 48;

/** As Ogg has it: not the reflected one of ZIP. */
const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
  return crc;
});
const checksum = (bytes: Uint8Array): number =>
  bytes.reduce((crc, byte) => ((crc << 8) ^ (CRC[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0, 0);

/** How many milliseconds each frame has, by the configuration (RFC 6716, 3.1). */
function frameMs(configuration: number): number {
  if (configuration < 12) return [10, 20, 40, 60][configuration % 4] ?? 0;
  if (configuration < 16) return [10, 20][configuration % 2] ?? 0;
  return [2.5, 5, 10, 20][configuration % 4] ?? 0;
}

/** How many samples a packet has. */
function samplesOf(packet: Uint8Array): number {
  const first = packet[0] ?? 0;
  const count = [1, 2, 2, (packet[1] ?? 0) & 0x3f][first & 0x03] ?? 1;
  return frameMs(first >> 3) * count * PER_MS;
}

/** The lengths of a packet's pieces: the last one is short, so that its end is known. */
const segmentsOf = ({ length }: Uint8Array): number[] => [
  ...Array.from({ length: Math.floor(length / FULL) }, () => FULL),
  length % FULL,
];

interface Page {
  readonly packets: readonly Uint8Array[];
  readonly flags: number;
  /** How many samples there are at its end. */
  readonly position: number;
  readonly number: number;
}

function pageOf({ packets, flags, position, number }: Page): Uint8Array {
  const segments = packets.flatMap(segmentsOf);
  const bytes = new Uint8Array(HEADER + segments.length + packets.reduce((sum, { length }) => sum + length, 0));
  const view = new DataView(bytes.buffer);
  bytes.set([0x4f, 0x67, 0x67, 0x53, 0, flags]);
  view.setBigUint64(6, BigInt(position), true);
  view.setUint32(14, SERIAL, true);
  view.setUint32(18, number, true);
  bytes[26] = segments.length;
  bytes.set(segments, HEADER);
  let at = HEADER + segments.length;
  for (const packet of packets) {
    bytes.set(packet, at);
    at += packet.length;
  }
  view.setUint32(22, checksum(bytes), true);
  return bytes;
}

function tags(): Uint8Array {
  const vendor = new TextEncoder().encode(VENDOR);
  const bytes = new Uint8Array(16 + vendor.length);
  bytes.set(new TextEncoder().encode('OpusTags'));
  new DataView(bytes.buffer).setUint32(8, vendor.length, true);
  bytes.set(vendor, 12);
  return bytes;
}

/** As many packets on each page as it takes. */
function grouped(packets: readonly Uint8Array[]): Uint8Array[][] {
  const groups: Uint8Array[][] = [];
  let room = 0;
  for (const packet of packets) {
    const needed = segmentsOf(packet).length;
    if (needed > room) {
      groups.push([]);
      room = MOST_SEGMENTS;
    }
    groups.at(-1)?.push(packet);
    room -= needed;
  }
  return groups;
}

/** The pages of an Ogg file. */
export function oggOf({ head, packets }: OpusStream): Uint8Array<ArrayBuffer>[] {
  const groups = grouped(packets);
  let position = 0;
  return [
    pageOf({ packets: [head], flags: BEGINS, position: 0, number: 0 }),
    pageOf({ packets: [tags()], flags: 0, position: 0, number: 1 }),
    ...groups.map((group, at) => {
      position += group.reduce((sum, packet) => sum + samplesOf(packet), 0);
      return pageOf({ packets: group, flags: at === groups.length - 1 ? ENDS : 0, position, number: at + 2 });
    }),
  ] as Uint8Array<ArrayBuffer>[];
}
