/** What became of an item: for the count that must add up. */
export type Outcome = 'stored' | 'duplicate' | 'unmatched';
