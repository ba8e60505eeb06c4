/** Server-sent events from untrusted endpoints, one by one. Source: WHATWG HTML, 9.2.5 “Parsing an event stream”. */

/** Maximum bytes of one event; a piece of an answer has some hundred. */
export const EVENT_LIMIT = 65_536;
const [LF, CR] = [0x0a, 0x0d];

/**
 * Yields each event complete and alone, with LF as line ending. The SDK's own parser searches for an event's end again
 * with every chunk, which takes quadratic time for large events and for chunks with many events.
 * @param limit maximum bytes of the whole stream.
 * @throws Error if there are more, or if an event is larger than {@link EVENT_LIMIT}.
 */
export async function* wholeEvents(chunks: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  const event = new Uint8Array(EVENT_LIMIT);
  let [size, length, isBehindCr] = [0, 0, false];
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge();
    for (const byte of chunk) {
      const isSecond = byte === LF && isBehindCr;
      isBehindCr = byte === CR;
      if (isSecond) continue;
      const letter = isBehindCr ? LF : byte;
      const isBlankLine = letter === LF && (length === 0 || event[length - 1] === LF);
      if (isBlankLine && length === 0) continue;
      if (length === EVENT_LIMIT) throw tooLarge();
      event[length++] = letter;
      if (!isBlankLine) continue;
      yield event.slice(0, length);
      length = 0;
    }
  }
  if (length > 0) yield event.slice(0, length);
}

/** The `data` of each complete event that has any. */
export async function* dataOf(events: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const event of events) {
    const text = decoder.decode(event);
    const data = text.endsWith('\n\n') ? text.split('\n').flatMap(dataIn) : [];
    if (data.length > 0) yield data.join('\n');
  }
}

const dataIn = (line: string): string[] =>
  line === 'data' ? [''] : line.startsWith('data:') ? [line.slice(line.startsWith('data: ') ? 6 : 5)] : [];

export const tooLarge = (): Error => new Error('the answer is too large');
