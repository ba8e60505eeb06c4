import type { MantineColorsTuple, VariantColorsResolver } from '@mantine/core';
import { Badge, Button, createTheme } from '@mantine/core';

/**
 * What colours mean (docs of the design): `accent` the customer's window, or ours to act; `warn` soon; `bad` late or
 * failed; `ai` the AI; `quiet` everything else. Never colour alone: a word stands beside it.
 */
const MEANINGS = {
  accent: { fill: '--accent', onFill: '--accent-ink', soft: '--accent-soft', text: '--accent-text' },
  ok: { fill: '--ok', onFill: '--surface', soft: '--ok-soft', text: '--ok' },
  warn: { fill: '--warn', onFill: '--surface', soft: '--warn-soft', text: '--warn' },
  bad: { fill: '--bad', onFill: '--surface', soft: '--bad-soft', text: '--bad' },
  ai: { fill: '--ai-ink', onFill: '--surface', soft: '--ai', text: '--ai-ink' },
  note: { fill: '--note', onFill: '--ink', soft: '--note', text: '--ink' },
  quiet: { fill: '--ink-2', onFill: '--surface', soft: '--sunken', text: '--ink-2' },
} as const;
export type Meaning = keyof typeof MEANINGS;

const isMeaning = (color: unknown): color is Meaning => typeof color === 'string' && color in MEANINGS;
const of = (token: string): string => `var(${token})`;
/** Mantine asks for ten shades of each colour; ours are tokens that know light and dark by themselves. */
const shadesOf = (token: string): MantineColorsTuple => Array.from({ length: 10 }, () => of(token)) as never;

/** Colours of Mantine's variants, by meaning. */
const variantColorResolver: VariantColorsResolver = ({ color, variant }) => {
  const { fill, onFill, soft, text } = MEANINGS[isMeaning(color) ? color : 'accent'];
  const none = '1px solid transparent';
  switch (variant) {
    case 'filled':
      return {
        background: of(fill),
        hover: of(color === 'accent' ? '--accent-strong' : fill),
        color: of(onFill),
        border: none,
      };
    case 'light':
      return { background: of(soft), hover: of(soft), color: of(text), border: none };
    case 'outline':
      return { background: 'transparent', hover: of('--sunken'), color: of(text), border: `1px solid ${of(text)}` };
    case 'subtle':
    case 'transparent':
      return { background: 'transparent', hover: of('--sunken'), color: of(text), border: none };
    default:
      return {
        background: of('--surface'),
        hover: of('--sunken'),
        color: of('--ink'),
        border: `1px solid ${of('--line-strong')}`,
      };
  }
};

export const theme = createTheme({
  fontFamily: 'var(--font)',
  defaultRadius: 'var(--radius-s)',
  primaryColor: 'accent',
  colors: Object.fromEntries(Object.entries(MEANINGS).map(([name, { text }]) => [name, shadesOf(text)])),
  variantColorResolver,
  focusRing: 'never',
  components: {
    Badge: Badge.extend({ defaultProps: { variant: 'light', tt: 'none', fw: 550 } }),
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    // A menu holds what can be chosen and nothing else: the placeholder would be announced as an empty choice. The first
    // choice has the focus.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    // Locking the page's scroll writes a <style> element, which the content security policy refuses. Our page does not
    // scroll: its parts do. (By name: extending them would bring them into the page that is shown first.)
    ...Object.fromEntries(
      ['Modal', 'ModalRoot', 'Drawer', 'DrawerRoot'].map(name => [name, { defaultProps: { lockScroll: false } }]),
    ),
  },
});
