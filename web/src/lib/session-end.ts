/** What is to be done when whoever sits here leaves: nothing of theirs goes on. */
const endings = new Set<() => void>();

/** Does something at the end of each session from now on. */
export const atSessionEnd = (end: () => void): void => void endings.add(end);

/** Whoever sits here next is somebody else. */
export function endSession(): void {
  for (const end of endings) end();
}
