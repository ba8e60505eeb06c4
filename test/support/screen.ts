/** What a screen of the workbench is, and what many of them begin with. */
import type { Page } from 'playwright-core';
import { openChat } from './browser.ts';
import type { Stack } from './stack.ts';

export interface Screen {
  readonly name: string;
  readonly who: 'nobody' | 'agent' | 'administrator';
  /** Pixels; left out: it looks like this at any width. */
  readonly atMost?: number;
  readonly atLeast?: number;
  /** Brings the page there. @param contact part of the name of a contact whose conversation is the agent's. */
  readonly go: (page: Page, stack: Stack, contact: string) => Promise<void>;
}

/** A conversation of the agent. */
export const opened = async (page: Page, stack: Stack, contact: string): Promise<void> => {
  await page.goto(`${stack.baseUrl}/inbox`);
  await openChat(page, contact);
};
/** Answers calls of the page instead of the server, until `page.unrouteAll()`. */
export const answers = (page: Page, path: RegExp, body: object, status = 200): Promise<unknown> =>
  page.route(path, route => route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) }));

/** A template with something to fill in. */
export const TEMPLATE = {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'delivery',
  language: 'en_US',
  category: 'UTILITY',
  status: 'APPROVED',
  sendable: true,
  components: [{ type: 'BODY', text: 'Dear {{1}}, your bike comes on {{2}}.' }],
  parameters: [1, 2].map(number => ({
    place: 'body',
    card: null,
    index: null,
    subType: null,
    kind: 'text',
    name: String(number),
    required: true,
  })),
};
