const HOUR_MS = 3_600_000;

/** When somebody may want to see a conversation again. Mornings are those of the browser's zone. */
export function snoozeTimes(now: Date) {
  const morning = (days: number): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9);
  return [
    { name: 'hour', until: new Date(now.getTime() + HOUR_MS) },
    { name: 'fourHours', until: new Date(now.getTime() + 4 * HOUR_MS) },
    { name: 'tomorrow', until: morning(1) },
    { name: 'week', until: morning(7) },
  ] as const;
}
