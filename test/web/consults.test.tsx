import { expect, jest, test } from '@jest/globals';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { client } from '../../web/src/lib/api/index.ts';
import { Consults } from '../../web/src/features/composer/consults.tsx';
import { did, show } from './support/show.tsx';

const CONSULT = { id: 'consult', conversationId: 'c', askerId: 'ana', agentId: 'ben', endedAt: null };
const answered = (data: object) => Promise.resolve({ data, response: { ok: true } } as never);

interface Sent {
  readonly params: { readonly header: { readonly 'Idempotency-Key': string } };
  readonly body: { readonly text: string };
}

test('letters that are typed while a note is under way stay, as another note', async () => {
  const sent: Sent[] = [];
  let take: () => void = () => undefined;
  jest.spyOn(client, 'GET').mockImplementation(() => answered({ items: [CONSULT], nextCursor: null }));
  jest.spyOn(client, 'POST').mockImplementation(((_: string, init: Sent) => {
    sent.push(init);
    return new Promise(resolve => (take = () => resolve({ data: {}, response: { ok: true } })));
  }) as never);
  const queries = new QueryClient();
  const shown = show(
    <QueryClientProvider client={queries}>
      <Consults conversationId="c" />
    </QueryClientProvider>,
  );
  const box = await screen.findByRole('textbox');
  const write = screen.getAllByRole('button')[0]!;
  const reads = (text: string) => waitFor(() => expect((box as HTMLTextAreaElement).value).toBe(text));
  fireEvent.change(box, { target: { value: 'Ask Mia.' } });
  fireEvent.click(write);
  await waitFor(() => expect(sent).toHaveLength(1));
  fireEvent.change(box, { target: { value: 'Ask Mia. Or Tom?' } });
  await did(() => take());
  await reads('Or Tom?');
  await waitFor(() => expect(write.hasAttribute('data-loading')).toBe(false));
  fireEvent.click(write);
  await waitFor(() => expect(sent).toHaveLength(2));
  await did(() => take());
  await reads('');
  expect(sent.map(({ body }) => body.text)).toEqual(['Ask Mia.', 'Or Tom?']);
  expect(new Set(sent.map(({ params }) => params.header['Idempotency-Key'])).size).toBe(2);
  shown.unmount();
  queries.clear();
});
