import type { InteractiveForm } from '../../../lib/interactive.ts';
import { keptForms } from '../kept-form.ts';

/** Messages with something to choose from, as they are being written. */
export const interactiveForms = keptForms<InteractiveForm>('interactive');
