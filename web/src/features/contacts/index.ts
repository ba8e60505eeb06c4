export { ContactDetails } from './contact-details.tsx';
export { Contacts } from './contacts.tsx';
export { Imports } from './imports.tsx';
