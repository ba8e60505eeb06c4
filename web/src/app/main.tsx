import '../ui/theme/mantine.ts';
import '../ui/theme/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { DirectionProvider, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { FIRST_NAMESPACES, loadWords } from '../lib/i18n-resources.ts';
import { followLanguage, startWords } from '../lib/words.ts';
import { Boundary } from '../ui/boundary.tsx';
import { theme } from '../ui/theme/theme.ts';
import { App } from './app.tsx';
import { queries } from './queries.ts';
import { renewAfterRelease } from './renew.ts';

renewAfterRelease();
await startWords(loadWords, FIRST_NAMESPACES);
followLanguage();

const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <DirectionProvider detectDirection>
          {/* Our tokens stand for its variables, which it would write into a <style> element. */}
          <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
            <Boundary>
              <App />
            </Boundary>
          </MantineProvider>
        </DirectionProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
