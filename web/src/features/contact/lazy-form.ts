import { lazy } from 'react';

/** Loaded when something is to be changed. */
export const ContactForm = lazy(() => import('./contact-form.tsx').then(module => ({ default: module.ContactForm })));
