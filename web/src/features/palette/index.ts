export type { PaletteEntry } from './entry.ts';
export { PaletteHost } from './palette-host.tsx';
