import '../src/ui/theme/mantine.ts';
import '../src/ui/theme/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { DirectionProvider, MantineProvider } from '@mantine/core';
import { theme } from '../src/ui/theme/theme.ts';
import type { Words } from '../src/lib/i18n-language.ts';
import { startWords } from '../src/lib/words.ts';
import { Gallery } from './gallery.tsx';
import { look } from './look.ts';

const WORDS = import.meta.glob<Words>('../src/locales/*/{ui,problems}.json', { import: 'default' });

await startWords(
  async (language, namespace) => {
    const words = await WORDS[`../src/locales/${language}/${namespace}.json`]?.();
    if (words === undefined) throw new Error(`There are no words for ${language}/${namespace}`);
    return words;
  },
  ['ui'],
);
// Also English can be looked at from right to left.
if (look.dir === 'rtl') document.documentElement.dir = 'rtl';

const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <DirectionProvider initialDirection={look.dir} detectDirection={false}>
        <MantineProvider theme={theme} forceColorScheme={look.theme} withCssVariables={false} withGlobalClasses={false}>
          <Gallery />
        </MantineProvider>
      </DirectionProvider>
    </StrictMode>,
  );
