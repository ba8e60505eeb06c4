import { useEffect, useEffectEvent } from 'react';

/** What is open, the newest last: Esc belongs to the one on top. */
const layers: symbol[] = [];

/**
 * Closes what is on top with Esc, and nothing below it, as a drawer below a question. Mantine's own `closeOnEscape` has
 * to be off: each of its windows listens for itself. Lists that drop down inside are closed first, and an input method
 * keeps its Esc.
 */
export function useEscape(isOpen: boolean, close: () => void): void {
  const onEscape = useEffectEvent(close);
  useEffect(() => {
    if (!isOpen) return;
    const layer = Symbol('layer');
    layers.push(layer);
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented || layers.at(-1) !== layer) return;
      // Mantine's sign that something inside is open and takes it.
      if (event.target instanceof Element && event.target.getAttribute('data-mantine-stop-propagation') === 'true')
        return;
      event.preventDefault();
      onEscape();
    };
    window.addEventListener('keydown', listen, { capture: true });
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      window.removeEventListener('keydown', listen, { capture: true });
    };
  }, [isOpen]);
}
