/** What became of an item. `unmatched` ones could not be attributed to anything known. Counted: every item has one. */
export type Outcome = 'stored' | 'duplicate' | 'unmatched';
