import type ai from '../locales/en/ai.json';
import type alerts from '../locales/en/alerts.json';
import type app from '../locales/en/app.json';
import type board from '../locales/en/board.json';
import type bulk from '../locales/en/bulk.json';
import type canned from '../locales/en/canned.json';
import type common from '../locales/en/common.json';
import type composer from '../locales/en/composer.json';
import type contact from '../locales/en/contact.json';
import type contacts from '../locales/en/contacts.json';
import type drafting from '../locales/en/drafting.json';
import type emoji from '../locales/en/emoji.json';
import type events from '../locales/en/events.json';
import type files from '../locales/en/files.json';
import type inbox from '../locales/en/inbox.json';
import type interactive from '../locales/en/interactive.json';
import type kinds from '../locales/en/kinds.json';
import type keys from '../locales/en/keys.json';
import type knowledge from '../locales/en/knowledge.json';
import type lists from '../locales/en/lists.json';
import type numbers from '../locales/en/numbers.json';
import type offers from '../locales/en/offers.json';
import type palette from '../locales/en/palette.json';
import type pieces from '../locales/en/pieces.json';
import type problems from '../locales/en/problems.json';
import type reasons from '../locales/en/reasons.json';
import type search from '../locales/en/search.json';
import type settings from '../locales/en/settings.json';
import type survey from '../locales/en/survey.json';
import type templates from '../locales/en/templates.json';
import type thread from '../locales/en/thread.json';
import type together from '../locales/en/together.json';
import type transfer from '../locales/en/transfer.json';
import type ui from '../locales/en/ui.json';

/**
 * The words by namespace, as the English files have them: `t` takes no other keys. A new file of
 * `locales/en` is added here (test/unit/words-languages.test.ts).
 */
export interface EnglishWords {
  readonly ai: typeof ai;
  readonly alerts: typeof alerts;
  readonly app: typeof app;
  readonly board: typeof board;
  readonly bulk: typeof bulk;
  readonly canned: typeof canned;
  readonly common: typeof common;
  readonly composer: typeof composer;
  readonly contact: typeof contact;
  readonly contacts: typeof contacts;
  readonly drafting: typeof drafting;
  readonly emoji: typeof emoji;
  readonly events: typeof events;
  readonly files: typeof files;
  readonly inbox: typeof inbox;
  readonly interactive: typeof interactive;
  readonly keys: typeof keys;
  readonly kinds: typeof kinds;
  readonly knowledge: typeof knowledge;
  readonly lists: typeof lists;
  readonly numbers: typeof numbers;
  readonly offers: typeof offers;
  readonly palette: typeof palette;
  readonly pieces: typeof pieces;
  readonly problems: typeof problems;
  readonly reasons: typeof reasons;
  readonly search: typeof search;
  readonly settings: typeof settings;
  readonly survey: typeof survey;
  readonly templates: typeof templates;
  readonly thread: typeof thread;
  readonly together: typeof together;
  readonly transfer: typeof transfer;
  readonly ui: typeof ui;
}
export type Namespace = keyof EnglishWords;

declare module 'i18next' {
  interface CustomTypeOptions {
    readonly defaultNS: 'common';
    readonly resources: EnglishWords;
  }
}
