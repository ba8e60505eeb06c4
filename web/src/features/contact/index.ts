export { patchEarlier } from './patch.ts';
export { ContactForm } from './lazy-form.ts';
export { contactQueries } from './queries.ts';
export { SidePanel } from './side-panel.tsx';
