import { v7 } from 'uuid';

/** A new key: UUIDv7, so that rows made one after the other lie beside each other in indexes. */
export function newId(): string {
  return v7();
}
