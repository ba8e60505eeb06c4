/** What changed on the server is read again, and no answer that was under way when it changed stays. */
import { expect, test } from '@jest/globals';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { readAgain } from '../../web/src/lib/read-again.ts';

/** A query whose answers come when the test says so. */
function asking() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  const answers: ((value: string) => void)[] = [];
  const observer = new QueryObserver<string>(queries, {
    queryKey: ['contact', 'a'],
    queryFn: () => new Promise<string>(resolve => answers.push(resolve)),
  });
  const stop = observer.subscribe(() => undefined);
  return { queries, answers, observer, stop };
}

test('a first answer that was under way is not the last one', async () => {
  const { queries, answers, observer, stop } = asking();
  readAgain(queries, ['contact']);
  // Told twice: one more answer is as new as both.
  readAgain(queries, ['contact', 'a']);
  expect(answers).toHaveLength(1);
  answers[0]!('before');
  await pass0();
  expect(answers).toHaveLength(2);
  answers[1]!('after');
  await pass0();
  expect(observer.getCurrentResult().data).toBe('after');
  expect(answers).toHaveLength(2);
  stop();
});

test('a later answer that was under way is not waited for', async () => {
  const { queries, answers, observer, stop } = asking();
  answers[0]!('first');
  await pass0();
  readAgain(queries, ['contact']);
  readAgain(queries, ['contact']);
  expect(answers).toHaveLength(3);
  answers[2]!('newest');
  await pass0();
  answers[1]!('older');
  await pass0();
  expect(observer.getCurrentResult().data).toBe('newest');
  expect(answers).toHaveLength(3);
  stop();
});

/** Lets what is settled be heard. */
async function pass0(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
