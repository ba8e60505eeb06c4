/** What tests of the composer have in common: files to choose, and what was sent. */
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { agentsOf, assigned } from './assigned.ts';
import { openChat } from './browser.ts';
import { eventually } from './eventually.ts';
import type { Stack } from './stack.ts';

interface Sent {
  readonly kind: string;
  readonly content: Readonly<Record<string, unknown>>;
}
interface Begun {
  readonly from: string;
  /** What was sent in the conversation, the oldest first. */
  readonly sent: () => Promise<readonly Sent[]>;
}

/** The first agent, before a conversation that is theirs. */
export async function beginAt(stack: Stack, page: Page): Promise<Begun> {
  const { id, from } = await assigned(stack, agentsOf(stack)[0]!);
  await openChat(page, from);
  const sent = async (): Promise<readonly Sent[]> =>
    (
      await stack.db.admin.query<Sent>(
        `
          SELECT kind, content
          FROM message
          WHERE conversation_id = $1 AND direction = 'outbound'
          ORDER BY received_at, id`,
        [id],
      )
    ).rows;
  return { from, sent };
}

/** Waits until so many messages are stored. @returns them. */
export const stored = (sent: Begun['sent'], count: number) =>
  eventually(sent, 'what was sent', { until: found => found.length === count });

interface Chosen {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** The bytes of a small picture. */
export const pictureBytes = (): Promise<Buffer> =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: '#0b6e55' } })
    .png()
    .toBuffer();

/** Chooses files for the reply, as from the browser's own window. */
export const choose = (page: Page, ...files: readonly Chosen[]): Promise<void> =>
  page.locator('form input[type=file]').setInputFiles([...files]);

/** The button that takes one of several files out of the reply. */
export const attached = (page: Page, name: string): Locator =>
  page.getByRole('button', { name: `Remove the file ${name}` });

/** Sends what stands in the composer. */
export const send = (page: Page): Promise<void> => page.getByRole('button', { name: 'Send', exact: true }).click();
