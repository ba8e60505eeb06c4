/** How one wants to be told of offers at this computer, in all tabs of the browser. */
const NAMES = { sound: 'sigfollow-offer-sound', notices: 'sigfollow-offer-notices' } as const;
type Way = keyof typeof NAMES;

/** Both are on until somebody switches them off; notices need the browser's permission, too. */
export function isWanted(way: Way): boolean {
  try {
    return localStorage.getItem(NAMES[way]) !== 'off';
  } catch {
    return true;
  }
}

export function want(way: Way, isOn: boolean): void {
  try {
    localStorage.setItem(NAMES[way], isOn ? 'on' : 'off');
  } catch {
    // Closed to the page: it stays as it was.
  }
}
