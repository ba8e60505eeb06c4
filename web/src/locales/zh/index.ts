import type { Words } from '../../lib/i18n-language.ts';

/** All words of this language: one file, as who speaks it needs most of them. */
export const words = import.meta.glob<Words>('./*.json', { eager: true, import: 'default' });
