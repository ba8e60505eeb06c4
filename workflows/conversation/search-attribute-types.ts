/** Names and types as `temporal operator search-attribute create` wants them. */
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
