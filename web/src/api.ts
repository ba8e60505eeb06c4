import type { FillableTemplate } from './template-slots.ts';
import { noteAnswer, sessionOver } from './signals.ts';

/** The API as the workbench uses it. The session is a cookie; the CSRF token is kept for this tab. */
export interface Me {
  readonly id: string;
  readonly name: string;
  readonly role: 'SUPER_ADMIN' | 'TENANT_ADMIN' | 'AGENT';
  readonly tenantId: string | null;
}
/** Who has agreed to something that waits, and how many people have still to. */
export interface Approvals {
  readonly by: readonly string[];
  readonly missing: number;
}
interface SettingsProposal {
  readonly id: string;
  readonly setting: 'templateFourEyes' | 'aiFourEyes';
  readonly value: boolean;
  readonly author: { readonly id: string };
  readonly createdAt: string;
  readonly approvals: Approvals;
}
export interface Settings {
  readonly templateFourEyes: boolean;
  readonly aiFourEyes: boolean;
  readonly proposals: readonly SettingsProposal[];
  readonly activeAdministrators: number;
}
export interface Conversation {
  readonly id: string;
  readonly state: string;
  readonly queueId: string | null;
  readonly agentId: string | null;
  readonly offerId: string | null;
  readonly unread: number;
  readonly contact: {
    readonly id: string;
    readonly name: string | null;
    readonly waId: string | null;
    readonly vip: boolean;
    readonly tags: readonly string[];
  };
  readonly lastMessage: {
    readonly preview: string | null;
    readonly kind: string | null;
    readonly at: string;
    readonly direction: string | null;
  } | null;
  readonly window: { readonly open: boolean; readonly expiresAt: string | null };
  readonly number: { readonly id: string; readonly sendingPaused: boolean };
  readonly sla: readonly {
    readonly target: 'first_response' | 'next_response' | 'resolution';
    readonly dueAt: string | null;
    readonly warnsAt: string | null;
    readonly breached: boolean;
  }[];
  readonly ai: { readonly mode: 'answer' | 'suggest' | 'off'; readonly handedOver: boolean } | null;
  readonly deadlines: { readonly snoozedUntil: string | null };
}
export interface Disposition {
  readonly id: string;
  readonly name: string;
  readonly retired: boolean;
}
export interface Template extends FillableTemplate {
  readonly id: string;
  readonly category: string;
  readonly status: string;
  readonly reason: string | null;
  readonly quality: string | null;
  readonly syncedAt: string;
  readonly explanation: string | null;
}
export interface BusinessNumber {
  readonly id: string;
  readonly name: string;
  readonly displayPhoneNumber: string;
  readonly sendingPaused: boolean;
  readonly wabaId: string;
  readonly phoneNumberId: string;
  readonly verifiedName: string | null;
  readonly state: 'connected' | 'disconnected';
  readonly quality: string | null;
  readonly messagingTier: string | null;
  readonly registration: string | null;
  readonly messagesPerSecond: number;
  readonly checkedAt: string | null;
  readonly tokenRefusedAt: string | null;
  readonly lastWebhookAt: string | null;
  readonly trouble: {
    readonly code: number;
    readonly text: string | null;
    readonly explanation: string | null;
    readonly since: string;
  } | null;
}
export interface NumberOrder {
  readonly id: string;
  readonly kind: string;
  readonly state: 'waiting' | 'done' | 'refused';
  readonly phoneNumberId: string;
  readonly createdAt: string;
  readonly reason: { readonly code: string; readonly explanation: string; readonly metaText: string | null } | null;
}
export interface WebhookUpdate {
  readonly id: string;
  readonly field: string;
  readonly value: unknown;
  readonly receivedAt: string;
}
export interface TemplateChange {
  readonly id: string;
  readonly action: string;
  readonly state: 'waiting' | 'approved' | 'declined' | 'submitted' | 'refused';
  readonly name: string;
  readonly language: string;
  readonly createdAt: string;
  readonly author: { readonly id: string };
  readonly approvals: Approvals | null;
  readonly components: Template['components'] | null;
  readonly decision: { readonly comment: string | null } | null;
  readonly error: { readonly code: number | null; readonly text: string } | null;
}
export interface QueueBoard {
  readonly queueId: string;
  readonly name: string;
  readonly waiting: number;
  readonly oldestSince: string | null;
  readonly offered: number;
  readonly active: number;
  readonly wrapping: number;
  readonly snoozed: number;
  readonly bot: number;
  readonly answers: { readonly kept: number; readonly late: number };
  readonly agents: { readonly online: number; readonly busy: number; readonly away: number; readonly offline: number };
  readonly free: number;
}
export interface OfferStory {
  readonly id: string;
  readonly agentName: string | null;
  readonly state: string;
  readonly offeredAt: string;
  readonly reason: string | null;
  readonly rule: { readonly id: string; readonly name: string | null; readonly version: number } | null;
  readonly decision: {
    readonly queueVersion?: number;
    readonly strategy: string;
    readonly sticky: boolean;
    readonly needs: readonly object[];
    readonly step: number;
    readonly waitedMs: number;
    readonly placeInLine: number;
    readonly askedAtOnce?: number;
    readonly passedOver: readonly {
      readonly agentId: string;
      readonly agentName: string | null;
      readonly why: string;
    }[];
  } | null;
}
export interface Media {
  readonly id: string;
  readonly kind: string;
  readonly state: 'fetching' | 'stored' | 'refused' | 'failed';
  readonly reason: { readonly code: string; readonly explanation: string | null } | null;
  readonly mimeType: string | null;
  readonly size: number | null;
  readonly fileName: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationMs: number | null;
  readonly hasThumbnail: boolean;
  readonly canRetry: boolean;
  readonly preview: 'picture' | 'audio' | 'video' | null;
  readonly warnings: readonly { readonly code: string; readonly explanation: string | null }[];
}
export interface Message {
  readonly id: string;
  readonly direction: 'inbound' | 'outbound' | 'internal';
  readonly type: string;
  readonly wamid: string | null;
  readonly content: Readonly<Record<string, unknown>> | null;
  readonly status: string | null;
  readonly error: {
    readonly code: string | null;
    readonly text: string | null;
    readonly explanation: string | null;
  } | null;
  readonly at: string;
  readonly media: Media | null;
  readonly files: readonly Media[];
  readonly privateTo: readonly string[];
  readonly consultId: string | null;
  readonly aiCallId: string | null;
  readonly words: string | null;
  readonly answers: readonly { readonly label: string; readonly answer: string }[];
  readonly happenings: readonly {
    readonly kind: string;
    readonly messageId: string;
    readonly at: string;
    readonly words: string | null;
  }[];
  readonly quotes: {
    readonly messageId: string;
    readonly direction: 'inbound' | 'outbound';
    readonly type: string;
    readonly words: string | null;
  } | null;
}
export interface Offer {
  readonly id: string;
  readonly conversationId: string;
  readonly expiresAt: string;
}
export interface Agent {
  readonly id: string;
  readonly name: string;
  readonly presence: string;
  readonly presenceReason: string | null;
  readonly used: number;
  readonly max: number;
}
export interface Queue {
  readonly id: string;
  readonly name: string;
  readonly pull: boolean;
  readonly memberIds: readonly string[];
}
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  /** Whatever else the problem says. */
  readonly more: Readonly<Record<string, unknown>>;
  constructor(status: number, code: string, title: string, more: Readonly<Record<string, unknown>> = {}) {
    super(title);
    this.status = status;
    this.code = code;
    this.more = more;
  }
}

const CSRF = 'sigfollow-csrf';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Codes of answers that mean: this tab has no session any more. */
const NO_SESSION = new Set(['unauthenticated', 'csrf']);
/** How often somebody has logged in here. */
let logIns = 0;
const ENDED = 'Your session has ended. Log in again.';
const UNREACHABLE = 'The server cannot be reached. Nothing was changed as far as is known; try again.';
const OFFLINE = 'You are offline. Try again when the connection is back.';

/**
 * One call. Whatever comes back that is not an answer of the API (no network, a proxy's page, a body that is cut off)
 * is an `ApiError` with a sentence for people, too.
 * @throws ApiError; with status 0 and code `unreachable` when there was no answer.
 */
async function ask<T>(
  method: Method,
  path: string,
  body: BodyInit | null,
  headers: Record<string, string>,
): Promise<T> {
  // Until somebody has logged in again there is nothing to be asked for.
  if (sessionOver.get() && !path.startsWith('/auth/')) throw new ApiError(401, 'unauthenticated', ENDED);
  const asked = logIns;
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(`/api/v1${path}`, {
      method,
      body,
      headers: { 'x-csrf-token': sessionStorage.getItem(CSRF) ?? '', ...headers },
    });
    text = await answer.text();
  } catch {
    noteAnswer(false);
    throw new ApiError(0, 'unreachable', navigator.onLine ? UNREACHABLE : OFFLINE);
  }
  noteAnswer(true);
  const data = parsed<T & { code?: string; title?: string; detail?: string }>(text);
  if (answer.ok && data !== null) return data;
  const problem =
    !path.startsWith('/auth/') && NO_SESSION.has(data?.code ?? '')
      ? new ApiError(answer.status, data?.code ?? '', ENDED)
      : problemOf(answer.status, data);
  // Of this session, and not of one before, whose last calls are answered only now.
  if (NO_SESSION.has(problem.code) && !path.startsWith('/auth/') && asked === logIns) sessionOver.set(true);
  throw problem;
}

/** A body as JSON; null when it is none, as a proxy's page. */
function parsed<T>(text: string): T | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as T) : null;
  } catch {
    return null;
  }
}

function problemOf(status: number, data: { code?: string; title?: string; detail?: string } | null): ApiError {
  if (data?.title === undefined)
    return new ApiError(
      status,
      'unreadable',
      `The server does not answer as it should (HTTP ${status}). It may be restarting; try again in a moment.`,
    );
  return new ApiError(
    status,
    data.code ?? 'unknown',
    [data.title, ...(data.code === 'password_too_weak' ? [data.detail ?? ''] : [])].join(' '),
    { ...data },
  );
}

export function api<T>(method: Method, path: string, body?: object, headers: Record<string, string> = {}): Promise<T> {
  return body === undefined
    ? ask(method, path, null, headers)
    : ask(method, path, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

export interface Upload {
  readonly id: string;
  readonly type: 'image' | 'video' | 'audio' | 'document' | 'sticker';
  readonly fileName: string | null;
  readonly size: number | null;
}

/** Brings a file to be sent. What WhatsApp would not take is refused here, and it says why. */
export function uploadFile(file: File): Promise<Upload> {
  return ask('POST', `/uploads?${new URLSearchParams({ fileName: file.name.slice(-240) }).toString()}`, file, {
    'content-type': file.type === '' ? 'application/octet-stream' : file.type,
  });
}

/** Brings a file that articles are made of. */
export function bringDocument(file: File): Promise<{ readonly id: string }> {
  return ask('POST', `/knowledge/files?${new URLSearchParams({ fileName: file.name.slice(-200) }).toString()}`, file, {
    'content-type': 'application/octet-stream',
  });
}

/** Where somebody may log in; null: as a person of the platform. */
export interface Place {
  readonly id: string | null;
  readonly name: string;
}

/**
 * @param tenantId which tenant, where the address and the password fit several.
 * @throws ApiError `tenant_required`, with `tenants`, when it has to be said.
 * @returns who it is, and whether the password has to be changed before anything else.
 */
export async function logIn(
  email: string,
  password: string,
  tenantId?: string | null,
): Promise<{ readonly user: Me; readonly mustChangePassword: boolean }> {
  const { csrfToken, ...answer } = await api<{ user: Me; csrfToken: string; mustChangePassword: boolean }>(
    'POST',
    '/auth/login',
    { email, password, ...(tenantId === undefined ? {} : { tenantId }) },
  );
  sessionStorage.setItem(CSRF, csrfToken);
  logIns += 1;
  sessionOver.set(false);
  return answer;
}

/** Without the token of this tab a session cannot change anything: then one logs in again. */
export const hasToken = (): boolean => sessionStorage.getItem(CSRF) !== null;

export async function logOut(): Promise<void> {
  await api('POST', '/auth/logout', {}).catch(() => undefined);
  sessionStorage.removeItem(CSRF);
  sessionOver.set(false);
}

/** Of conversations that somebody has: also those that are put aside. */
const HELD = ['active', 'wrapping', 'snoozed'];

/** All of one's own conversations, however many newer ones others have. */
export async function ownConversations(): Promise<readonly Conversation[]> {
  const found: Conversation[] = [];
  const asked = HELD.map(state => `state=${state}`).join('&');
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Page<Conversation> = await api<Page<Conversation>>(
      'GET',
      `/conversations?agentId=me&${asked}&limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    found.push(...page.items);
    cursor = page.nextCursor;
  }
  return found;
}
