export { contactQueries } from '../../lib/contacts.ts';
