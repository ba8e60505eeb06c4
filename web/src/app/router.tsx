import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import type { Me } from '../lib/api/index.ts';
import type { View } from '../features/conversation/index.ts';
import { isView } from '../features/conversation/index.ts';
import { Inbox, NoneOpened } from '../features/inbox/index.ts';
import type { AiPart } from '../admin/ai/parts.ts';
import { isAiPart } from '../admin/ai/parts.ts';
import { PartFailed } from '../ui/boundary.tsx';
import { NotFound } from './not-found.tsx';
import { Shell } from './shell.tsx';

interface Context {
  readonly me: Me;
  readonly onLeave: () => void;
}

/** Addresses of before, which people have kept: `#/conversations/…`, `#/numbers` and so on. */
function movedTo(hash: string) {
  const [, page = '', id = ''] = hash.split('/');
  if (page === 'conversations' && id !== '')
    return redirect({ to: '/inbox/$conversationId', params: { conversationId: id } });
  if (page === 'numbers') return redirect({ to: '/settings/numbers' });
  if (page === 'templates') return redirect({ to: '/settings/templates' });
  if (page === 'board') return redirect({ to: '/board' });
  if (page === 'knowledge') return redirect({ to: '/knowledge' });
  if (page === 'ai') return redirect({ to: '/ai' });
  return redirect({ to: '/inbox' });
}

const root = createRootRouteWithContext<Context>()({
  component: function Root() {
    const { onLeave } = root.useRouteContext();
    return <Shell onLeave={onLeave} />;
  },
  notFoundComponent: NotFound,
});
const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: ({ location }) => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way to go elsewhere
    throw movedTo(location.hash);
  },
});
/** What stands in the address of the inbox beside the conversation. */
interface InboxSearch {
  readonly view?: View | undefined;
  /** What the view is narrowed to; `readNarrowed` makes sense of it. */
  readonly only?: object | undefined;
  /** The id of the saved view that was opened. */
  readonly saved?: string | undefined;
  /** Whether the side panel is open; left out: as far as there is room. */
  readonly panel?: boolean | undefined;
  /** The message at which the conversation is opened. */
  readonly message?: string | undefined;
}

const inbox = createRoute({
  getParentRoute: () => root,
  path: '/inbox',
  component: Inbox,
  // What is left out here would stay as the address has it.
  validateSearch: ({ view, only, saved, panel, message }: Record<string, unknown>): InboxSearch => ({
    view: isView(view) ? view : undefined,
    only: typeof only === 'object' && only !== null ? only : undefined,
    saved: typeof saved === 'string' ? saved : undefined,
    panel: typeof panel === 'boolean' ? panel : undefined,
    message: typeof message === 'string' ? message : undefined,
  }),
});
const none = createRoute({ getParentRoute: () => inbox, path: '/', component: NoneOpened });
const opened = createRoute({
  getParentRoute: () => inbox,
  path: '$conversationId',
  component: lazyRouteComponent(() => import('../features/opened/index.ts'), 'Opened'),
});

const search = createRoute({
  getParentRoute: () => root,
  path: '/search',
  validateSearch: ({ q }: Record<string, unknown>): { readonly q?: string | undefined } => ({
    // A number in the address is what was looked for, too.
    q: typeof q === 'string' || typeof q === 'number' ? String(q) : undefined,
  }),
  component: lazyRouteComponent(() => import('../features/search/index.ts'), 'Search'),
});

/** What the list of contacts is narrowed to. */
interface ContactsSearch {
  readonly q?: string | undefined;
  readonly tag?: string | undefined;
  readonly blocked?: boolean | undefined;
}
const contacts = createRoute({ getParentRoute: () => root, path: '/contacts' });
const contactList = createRoute({
  getParentRoute: () => contacts,
  path: '/',
  validateSearch: ({ q, tag, blocked }: Record<string, unknown>): ContactsSearch => ({
    q: typeof q === 'string' || typeof q === 'number' ? String(q) : undefined,
    tag: typeof tag === 'string' || typeof tag === 'number' ? String(tag) : undefined,
    blocked: blocked === true ? true : undefined,
  }),
  component: lazyRouteComponent(() => import('../features/contacts/index.ts'), 'Contacts'),
});
const contactDetails = createRoute({
  getParentRoute: () => contacts,
  path: '$contactId',
  component: lazyRouteComponent(() => import('../features/contacts/index.ts'), 'ContactDetails'),
});

/** Pages of administrators; agents are where their work is. */
const forAdministrators = ({ context }: { readonly context: Context }): void => {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way to go elsewhere
  if (context.me.role !== 'TENANT_ADMIN') throw redirect({ to: '/inbox' });
};
const contactImports = createRoute({
  getParentRoute: () => contacts,
  path: 'imports',
  beforeLoad: forAdministrators,
  component: lazyRouteComponent(() => import('../features/contacts/index.ts'), 'Imports'),
});
const board = createRoute({
  getParentRoute: () => root,
  path: '/board',
  beforeLoad: forAdministrators,
  component: lazyRouteComponent(() => import('../features/board/index.ts'), 'Board'),
});
const knowledge = createRoute({
  getParentRoute: () => root,
  path: '/knowledge',
  beforeLoad: forAdministrators,
  component: lazyRouteComponent(() => import('../admin/knowledge/index.ts'), 'Knowledge'),
});
/** Which part of the AI's page is open; left out: the first. */
interface AiSearch {
  readonly part?: AiPart | undefined;
}
const ai = createRoute({
  getParentRoute: () => root,
  path: '/ai',
  beforeLoad: forAdministrators,
  validateSearch: ({ part }: Record<string, unknown>): AiSearch => ({ part: isAiPart(part) ? part : undefined }),
  component: lazyRouteComponent(() => import('../admin/ai/index.ts'), 'AiSettings'),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  beforeLoad: forAdministrators,
  component: lazyRouteComponent(() => import('../admin/settings.tsx'), 'Settings'),
});
const firstSetting = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way to go elsewhere
    throw redirect({ to: '/settings/numbers' });
  },
});
const numbers = createRoute({
  getParentRoute: () => settings,
  path: 'numbers',
  component: lazyRouteComponent(() => import('../admin/numbers/index.ts'), 'Numbers'),
});
const templates = createRoute({
  getParentRoute: () => settings,
  path: 'templates',
  component: lazyRouteComponent(() => import('../admin/templates/index.ts'), 'Templates'),
});
const canned = () => import('../admin/canned/index.ts');
/** Beside the other settings for who has them, and by itself for agents. */
const sharedCanned = createRoute({
  getParentRoute: () => settings,
  path: 'canned-responses',
  component: lazyRouteComponent(canned, 'CannedResponses'),
});
const sending = createRoute({
  getParentRoute: () => settings,
  path: 'sending',
  component: lazyRouteComponent(() => import('../admin/sending/index.ts'), 'Sending'),
});
const ownCanned = createRoute({
  getParentRoute: () => root,
  path: '/canned-responses',
  component: lazyRouteComponent(canned, 'CannedResponses'),
});

const together = createRoute({
  getParentRoute: () => settings,
  path: 'together',
  component: lazyRouteComponent(() => import('../admin/together/index.ts'), 'TogetherSettings'),
});

const survey = createRoute({
  getParentRoute: () => settings,
  path: 'survey',
  component: lazyRouteComponent(() => import('../admin/survey/index.ts'), 'SurveySettings'),
});

/** The address is the state: what is open, so that it can be gone back to, kept and sent to a colleague. */
export const router = createRouter({
  routeTree: root.addChildren([
    start,
    inbox.addChildren([none, opened]),
    search,
    contacts.addChildren([contactList, contactImports, contactDetails]),
    board,
    knowledge,
    ai,
    ownCanned,
    settings.addChildren([firstSetting, numbers, templates, sharedCanned, together, sending, survey]),
  ]),
  context: undefined as never,
  defaultPreload: 'intent',
  defaultErrorComponent: ({ error, reset }) => (
    <PartFailed error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />
  ),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
