/** How the parts are shown: by the address, so that a look can be sent to somebody, and asked for by a test. */
export interface Look {
  readonly theme: 'light' | 'dark';
  readonly dir: 'ltr' | 'rtl';
  /** Pixels of a frame that the page is shown in; null: as wide as the window. */
  readonly width: number | null;
  /** What of the parts that open is open. */
  readonly open: string | null;
  /** Without the controls. */
  readonly bare: boolean;
}

function read(): Look {
  const asked = new URLSearchParams(location.search);
  const width = Number(asked.get('width') ?? 0);
  return {
    theme: asked.get('theme') === 'dark' ? 'dark' : 'light',
    dir: asked.get('dir') === 'rtl' ? 'rtl' : 'ltr',
    width: width > 0 ? width : null,
    open: asked.get('open'),
    bare: asked.has('bare'),
  };
}

export const look = read();

/** The address of the same place, looked at otherwise. */
export function addressOf(change: Partial<Look>): string {
  const { theme, dir, width, open, bare } = { ...look, ...change };
  const asked = new URLSearchParams({ theme, dir });
  if (width !== null) asked.set('width', String(width));
  if (open !== null) asked.set('open', open);
  if (bare) asked.set('bare', '');
  return `?${asked.toString()}${location.hash}`;
}
