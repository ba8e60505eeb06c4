import type { ReactNode } from 'react';
import { Alert } from '@mantine/core';

/** What is wrong with a form, and with no field of it in particular. */
export const Problem = ({ text }: { readonly text: ReactNode }) =>
  text === null ? null : (
    <Alert color="bad" role="alert">
      {text}
    </Alert>
  );
