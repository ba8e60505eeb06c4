/**
 * What jsdom lacks of a browser and parts of the workbench use. There is no layout: whoever needs sizes gives them
 * (`test/web/data-list.test.tsx`).
 */
class NothingResizes implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

globalThis.ResizeObserver = NothingResizes;
/** As wide as one likes, nothing reduced. */
globalThis.matchMedia = query =>
  Object.assign(new EventTarget(), {
    matches: query.includes('min-width'),
    media: query,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
  }) as MediaQueryList;
// The router goes to the top of each page.
globalThis.scrollTo = () => undefined;
/** Boxes that grow measure themselves anew when fonts are there. */
Object.defineProperty(document, 'fonts', { value: new EventTarget() });
