/** What stands in the address of the inbox, for another conversation: not the message that was looked for in this one. */
export const elsewhere = <Before extends object>(before: Before) => ({ ...before, message: undefined });

/** The same place, looking for a message. */
export const lookingFor =
  (message: string) =>
  <Before extends object>(before: Before) => ({ ...before, message });
