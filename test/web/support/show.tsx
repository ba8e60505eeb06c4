import type { ReactElement, ReactNode } from 'react';
import { jest } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import { act, render } from '@testing-library/react';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import ui from '../../../web/src/locales/en/ui.json' with { type: 'json' };
import { theme } from '../../../web/src/ui/theme/theme.ts';

await i18next.use(initReactI18next).init({
  lng: 'en',
  ns: ['ui'],
  defaultNS: 'common',
  resources: { en: { ui } },
  interpolation: { escapeValue: false },
});

function Frame({ children }: { readonly children: ReactNode }) {
  // Nothing moves: what opens is there at once.
  return (
    <MantineProvider theme={theme} env="test" withCssVariables={false} withGlobalClasses={false}>
      {children}
    </MantineProvider>
  );
}

/** Shows a part as it is in the workbench: in English, in our theme. */
export const show = (part: ReactElement) => render(part, { wrapper: Frame });

/** From now on time is the test's: it passes by `pass` alone. */
export const stopTime = (): void =>
  void jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick', 'performance'] });

/** Lets so many milliseconds pass, with all that happens meanwhile. */
export const pass = (ms: number): Promise<void> => act(() => jest.advanceTimersByTimeAsync(ms));

/** Does something, with what follows of it at once. */
export const did = (does: () => unknown): Promise<void> =>
  act(() => {
    does();
    return Promise.resolve();
  });
