import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { fireEvent } from '@testing-library/react';
import { Attachment } from '../../web/src/features/thread/kinds/attachment.tsx';
import { client } from '../../web/src/lib/api/index.ts';
import { did, pass, show, stopTime } from './support/show.tsx';

const MINUTE = 60_000;
const MEDIA = {
  id: 'm',
  state: 'stored',
  kind: 'audio',
  preview: 'audio',
  fileName: null,
  size: null,
  durationMs: null,
  width: null,
  height: null,
  hasThumbnail: true,
  warnings: [],
};
let asked = 0;
let queries: QueryClient;

beforeEach(() => {
  stopTime();
  asked = 0;
  queries = new QueryClient({ defaultOptions: { queries: { networkMode: 'always' } } });
  jest.spyOn(client, 'POST').mockImplementation((() => {
    asked += 1;
    const data = { url: `/file-${asked}`, thumbnailUrl: `/small-${asked}`, expiresAt: '' };
    return Promise.resolve({ data, response: { ok: true } });
  }) as never);
});
afterEach(() => queries.clear());

/** A voice note, as far as jsdom knows what one is: whether and where it plays is the test's. */
async function showSound() {
  const { container } = show(
    <QueryClientProvider client={queries}>
      <Attachment media={MEDIA as never} />
    </QueryClientProvider>,
  );
  await pass(0);
  const element = container.querySelector('audio')!;
  const state = { paused: true, played: 0, error: null as object | null };
  Object.defineProperties(element, {
    paused: { get: () => state.paused },
    error: { get: () => state.error },
    currentTime: { value: 0, writable: true },
    // Another link begins at its beginning.
    src: {
      get: () => element.getAttribute('src'),
      set: (url: string) => {
        element.setAttribute('src', url);
        element.currentTime = 0;
      },
    },
    pause: { value: () => void (state.paused = true) },
    play: {
      value: () => {
        state.played += 1;
        state.paused = false;
        return Promise.resolve();
      },
    },
  });
  const source = () => element.getAttribute('src');
  const begin = async (): Promise<void> => {
    state.paused = false;
    await did(() => fireEvent.play(element));
    await pass(0);
    await did(() => fireEvent.playing(element));
  };
  const fail = async (): Promise<void> => {
    state.error = {};
    await did(() => fireEvent.error(element));
    await pass(0);
  };
  return { container, element, state, source, begin, fail };
}

test('what plays and what is shown keeps its link, what is clicked on gets new ones', async () => {
  const { container, element, state, source, begin } = await showSound();
  const places = () => [...container.querySelectorAll('a')].map(link => link.getAttribute('href'));
  await begin();
  element.currentTime = 7;
  await pass(9 * MINUTE);
  expect([source(), element.currentTime, state.played]).toEqual(['/file-1', 7, 0]);
  expect(container.querySelector('img')!.getAttribute('src')).toBe('/small-1');
  expect(places()).toEqual(['/file-3']);
});

test('what begins to play with a link that is too old goes on with another, where it was', async () => {
  const { element, state, source, begin } = await showSound();
  element.currentTime = 7;
  await pass(9 * MINUTE);
  await begin();
  expect([source(), element.currentTime, state.played]).toEqual([`/file-${asked}`, 7, 1]);
  // That one is new.
  const before = asked;
  await begin();
  expect([source(), asked, state.played]).toEqual([`/file-${before}`, before, 1]);
});

test('what fails is tried with another link, once', async () => {
  const { element, state, source, begin, fail } = await showSound();
  await begin();
  element.currentTime = 7;
  await fail();
  expect([source(), element.currentTime, state.played]).toEqual(['/file-2', 7, 1]);
  await fail();
  expect([source(), asked]).toEqual(['/file-2', 2]);
  // It played since: then it may be tried once more.
  state.error = null;
  await begin();
  await fail();
  expect(source()).toBe('/file-3');
});

test('a picture that cannot be loaded any more is shown by the newest link', async () => {
  const { container } = await showSound();
  await pass(5 * MINUTE);
  const picture = container.querySelector('img')!;
  await did(() => fireEvent.error(picture));
  expect(picture.getAttribute('src')).toBe('/small-2');
});
