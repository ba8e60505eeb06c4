/** Canned responses: one that reads whole in the conversation, and one that does not. */
export const CANNED_SAMPLES = [
  { title: 'Refund', shortcut: 'refund', text: 'Dear {{contact.name}}, your money comes back.', open: '' },
  {
    title: 'On its way',
    shortcut: 'way',
    text: 'Parcel {{attributes.parcel}} is on its way.',
    open: 'attributes.parcel',
  },
].map(({ open, text, ...response }, place) => ({
  ...response,
  id: `00000000-0000-4000-8000-00000000001${place}`,
  scope: 'tenant',
  teamIds: [],
  queueIds: [],
  text,
  language: 'en',
  variables: [],
  mayChange: true,
  uses: 12 * place,
  lastUsedAt: place === 0 ? null : '2026-11-02T10:00:00.000Z',
  createdAt: '2026-11-01T10:00:00.000Z',
  updatedAt: '2026-11-01T10:00:00.000Z',
  filled: {
    text: text.replace('{{contact.name}}', 'Ana'),
    unresolved: open === '' ? [] : [{ name: open, why: 'empty' }],
  },
}));
