/**
 * Message templates: which parameters a template takes, whether a message fills them, what the contact will read, and
 * what WhatsApp's template statuses mean.
 */
export type { TemplateComponent } from './template-slots.ts';
export { placeholdersIn, slotsOf } from './template-slots.ts';
export type { GivenCarousel, GivenComponent, GivenParameter, GivenPart } from './template-filling.ts';
export { faultOf, render, shownTemplate } from './template-filling.ts';

/** A Map, because the status comes from outside: a name such as `constructor` must not be found. */
const WHY_NOT: ReadonlyMap<string, string> = new Map([
  ['PENDING', 'WhatsApp has not decided about the template yet.'],
  ['IN_APPEAL', 'The template was rejected; an appeal is under way.'],
  ['REJECTED', 'WhatsApp rejected the template.'],
  ['PAUSED', 'WhatsApp paused the template because people complained about it.'],
  ['DISABLED', 'WhatsApp disabled the template.'],
  ['PENDING_DELETION', 'The template is being deleted.'],
  ['DELETED', 'The template was deleted.'],
  ['LIMIT_EXCEEDED', 'The account has more templates than WhatsApp allows.'],
  ['ARCHIVED', 'The template is archived.'],
]);

/** Why a template with this status cannot be sent, as a sentence for people; null if it can. */
export const whyNotSendable = (status: string): string | null =>
  status === 'APPROVED' ? null : (WHY_NOT.get(status) ?? `The template’s status is ${status}.`);

/** The template's status after a webhook event; null if the event does not affect sending. */
export function statusAfter(event: string): string | null {
  switch (event) {
    case 'REINSTATED':
    case 'UNARCHIVED':
      return 'APPROVED';
    case 'FLAGGED':
      return null;
    case 'LOCKED':
      return 'DISABLED';
    default:
      return event;
  }
}
