/** The connection that tells what changed: nothing is missed, whenever it ends, and one that hangs is given up. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { foreignSession } from '../../web/src/lib/api/csrf.ts';
import { company, look } from '../../web/src/lib/live/company.ts';
import { LiveSocket } from '../../web/src/lib/live/socket.ts';
import { stopTime } from './support/show.tsx';

/** The other end. */
class Line extends EventTarget {
  static readonly OPEN = 1;
  static all: Line[] = [];
  readyState = 0;
  readonly said: Record<string, unknown>[] = [];
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor() {
    super();
    Line.all.push(this);
  }

  send(text: string): void {
    this.said.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.readyState = 3;
  }

  says(type: string, cursor: string): void {
    this.readyState = 1;
    this.onmessage?.({ data: JSON.stringify({ type, cursor, conversations: [], events: [], gone: [] }) });
  }

  tells(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  ends(): void {
    this.readyState = 3;
    this.onclose?.({ code: 1006 });
  }
}

const heard: string[] = [];
const hear = (what: string) => (): void => void heard.push(what);
let live: LiveSocket;
const real = globalThis.WebSocket;
/** Longer than the first attempt waits, and shorter than what hangs is waited for. */
const AGAIN = 300;
const GIVEN_UP = 10_000;

beforeEach(() => {
  stopTime();
  Line.all = [];
  heard.length = 0;
  globalThis.WebSocket = Line as unknown as typeof WebSocket;
  live = new LiveSocket({
    onChanged: hear('changed'),
    onDraft: hear('draft'),
    onBeside: hear('beside'),
    onBegin: hear('begin'),
    onResumed: hear('resumed'),
    onOverflow: hear('overflow'),
    onSessionOver: hear('session over'),
    onLost: hear('lost'),
  });
});
afterEach(() => {
  live.end();
  globalThis.WebSocket = real;
});

const line = (): Line => Line.all.at(-1)!;

/** The connection ends, and another one is made. @returns from where it goes on. */
function reconnects(): unknown {
  const before = Line.all.length;
  line().ends();
  jest.advanceTimersByTime(AGAIN);
  expect(Line.all).toHaveLength(before + 1);
  line().says('ready', 'the end');
  expect(line().said).toHaveLength(1);
  return line().said[0];
}

test('it goes on from what was pushed last', () => {
  line().says('ready', '1');
  line().says('changed', '2');
  expect(reconnects()).toEqual({ type: 'resume', cursor: '2' });
  expect(heard).toEqual(['begin', 'changed', 'lost', 'resumed']);
});

test('a push before the answer to a resume moves nothing: what was missed is told by the next connection', () => {
  line().says('ready', '1');
  reconnects();
  line().says('changed', '8');
  expect(reconnects()).toEqual({ type: 'resume', cursor: '1' });
  line().says('changed', '8');
  line().says('resumed', '9');
  expect(reconnects()).toEqual({ type: 'resume', cursor: '9' });
  line().says('resumed', '9');
  line().says('changed', '10');
  expect(reconnects()).toEqual({ type: 'resume', cursor: '10' });
  expect(heard.filter(what => what === 'changed')).toHaveLength(3);
});

test('who is to read everything afresh goes on from there, whatever was still to be told', () => {
  line().says('ready', '1');
  reconnects();
  line().says('overflow', '5');
  line().says('changed', '6');
  expect(heard.at(-2)).toBe('overflow');
  expect(reconnects()).toEqual({ type: 'resume', cursor: '6' });
});

test('an attempt that is not answered is given up and made again', () => {
  const [hanging] = Line.all;
  jest.advanceTimersByTime(GIVEN_UP - 1);
  expect(Line.all).toEqual([hanging]);
  jest.advanceTimersByTime(1 + AGAIN);
  expect([hanging?.readyState, Line.all.length]).toEqual([3, 2]);
  // What it would still say is not listened to.
  hanging?.says('ready', '1');
  expect(heard).toEqual(['lost']);
  line().says('ready', '2');
  jest.advanceTimersByTime(GIVEN_UP);
  expect([heard, Line.all.length]).toEqual([['lost', 'begin'], 2]);
});

test('one that stands and does not answer any more is given up, too', () => {
  line().says('ready', '1');
  jest.advanceTimersByTime(20_000);
  expect(line().said).toEqual([{ type: 'ping' }]);
  line().says('pong', '');
  jest.advanceTimersByTime(20_000 + GIVEN_UP + AGAIN);
  expect(Line.all).toHaveLength(2);
});

test('what is open here is said once for each change of the page, and again with each connection', async () => {
  line().says('ready', '1');
  look.set({ conversationId: null, writes: false });
  look.set({ conversationId: 'c', writes: false });
  await Promise.resolve();
  expect(line().said).toEqual([{ type: 'look', conversationId: 'c', writes: false }]);
  line().tells({ type: 'company', conversationId: 'c', people: [] });
  expect(company.get()?.conversationId).toBe('c');
  line().ends();
  // Who was there is not known any more.
  expect(company.get()).toBeNull();
  jest.advanceTimersByTime(AGAIN);
  line().says('ready', '2');
  await Promise.resolve();
  expect(line().said).toContainEqual({ type: 'look', conversationId: 'c', writes: false });
  look.set({ conversationId: null, writes: false });
  await Promise.resolve();
  expect(line().said.at(-1)).toEqual({ type: 'look', conversationId: null, writes: false });
});

test('while somebody else may have logged in there is none, whatever happens meanwhile', () => {
  line().says('ready', '1');
  foreignSession.set(true);
  expect(line().readyState).toBe(3);
  line().says('changed', '2');
  window.dispatchEvent(new Event('online'));
  jest.advanceTimersByTime(60_000);
  expect([heard, Line.all.length]).toEqual([['begin'], 1]);
  // It is the same person: nothing was missed.
  foreignSession.set(false);
  expect(Line.all).toHaveLength(2);
  line().says('ready', '9');
  expect(line().said).toEqual([{ type: 'resume', cursor: '1' }]);
});

test('an attempt that was about to be made is not made as somebody else', () => {
  line().says('ready', '1');
  line().ends();
  foreignSession.set(true);
  jest.advanceTimersByTime(60_000);
  expect(Line.all).toHaveLength(1);
  live.end();
  foreignSession.set(false);
  expect(Line.all).toHaveLength(1);
});
