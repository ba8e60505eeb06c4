export { patchEarlier } from './patch.ts';
export { contactQueries } from './queries.ts';
export { SidePanel } from './side-panel.tsx';
