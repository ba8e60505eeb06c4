/** The item cannot be stored, for example because of the tenant's set-up; it is quarantined with `reason`, a code. */
export class UnstorableItemError extends Error {
  override readonly name = 'UnstorableItemError';
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}
