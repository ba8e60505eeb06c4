/** An item the tenant's set-up cannot take; it is quarantined with this reason. */
export class UnstorableItemError extends Error {
  override readonly name = 'UnstorableItemError';
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}
