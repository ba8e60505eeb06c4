/** Which way a box is written: that of its text; while it is empty, that of the page, for the hint in it. */
export const directionOf = (text: string): 'auto' | undefined => (text === '' ? undefined : 'auto');
