/** Names and types as `temporal operator search-attribute create` expects them; the same as `searchAttributes`. */
export const SEARCH_ATTRIBUTE_TYPES: Readonly<Record<string, string>> = {
  SfTenant: 'Keyword',
  SfState: 'Keyword',
  SfQueue: 'Keyword',
  SfAgent: 'Keyword',
  SfMode: 'Keyword',
  SfPriority: 'Int',
  SfWindowExpiresAt: 'Datetime',
  SfSlaDueAt: 'Datetime',
};
