import type { Fault } from './faults.ts';

/** Ids of the fields of a form, by the path of what they hold. */
export const fieldId = (formId: string, path: string): string => `${formId}-${path}`;

/** The field on the page that holds this path, or what it is part of: `queues.0.rank`, `queues.0`, `queues`. */
function fieldOf(formId: string, path: string): { readonly path: string; readonly field: HTMLElement } | null {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(at.lastIndexOf('.'), 0))) {
    const field = document.getElementById(fieldId(formId, at));
    if (field !== null) return { path: at, field };
  }
  return null;
}

/** Faults by the path of the field. */
export type FaultsAt = Readonly<Record<string, Fault>>;

/** Faults at their fields on the page, as far as these are there. */
export interface Placed {
  readonly atFields: FaultsAt;
  /** What has no field that could be seen. */
  readonly others: readonly Fault[];
  /** The first of the fields, as one reads. */
  readonly first: HTMLElement | null;
}

export function placed(formId: string, faults: readonly Fault[]): Placed {
  const atFields: Record<string, Fault> = {};
  const others: Fault[] = [];
  let first: HTMLElement | null = null;
  for (const fault of faults) {
    const found = fieldOf(formId, fault.path);
    if (found === null) {
      others.push(fault);
      continue;
    }
    atFields[found.path] ??= fault;
    const isBefore =
      first !== null && (first.compareDocumentPosition(found.field) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
    if (first === null || isBefore) first = found.field;
  }
  return { atFields, others, first };
}

const CONTROLS = 'input:not([type=hidden]), textarea, select, button, [tabindex]';

/** Goes to a field: itself, or the first control of a group. */
export function focusField(field: HTMLElement): void {
  const control = field.matches(CONTROLS) ? field : field.querySelector<HTMLElement>(CONTROLS);
  control?.focus();
}
