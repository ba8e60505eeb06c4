import { Toasts } from '../src/ui/index.ts';
import { DataListSamples } from './data-list-samples.tsx';
import { FormSamples } from './form-samples.tsx';
import type { Look } from './look.ts';
import { addressOf, look } from './look.ts';
import { PageSamples } from './page-samples.tsx';
import { PARTS } from './part.tsx';
import { SmallSamples } from './small-samples.tsx';
import { TellingSamples } from './telling-samples.tsx';
import { ThemeSamples } from './theme-samples.tsx';
import classes from './gallery.module.css';

/** All parts, one below the other, each with its own anchor. */
export function Gallery() {
  if (look.width !== null)
    return (
      <div className={classes['gallery']}>
        <Bar />
        <iframe
          className={classes['frame']}
          width={look.width}
          title={`As wide as ${look.width} pixels`}
          src={addressOf({ width: null, bare: true })}
        />
      </div>
    );
  return (
    <>
      <main className={classes['gallery']}>
        <h1>Parts of the workbench</h1>
        {!look.bare && <Bar />}
        <ThemeSamples />
        <SmallSamples />
        <TellingSamples />
        <FormSamples />
        <DataListSamples />
        <PageSamples />
      </main>
      <Toasts />
    </>
  );
}

function Bar() {
  const choice = (name: string, change: Partial<Look>, isChosen: boolean) => (
    <a key={name} href={addressOf(change)} aria-current={isChosen || undefined}>
      {name}
    </a>
  );
  return (
    <>
      <nav className={classes['bar']} aria-label="Look">
        <span>{(['light', 'dark'] as const).map(theme => choice(theme, { theme }, look.theme === theme))}</span>
        <span>{(['ltr', 'rtl'] as const).map(dir => choice(dir, { dir }, look.dir === dir))}</span>
        <span>
          {[null, 390, 320, 768].map(width =>
            choice(width === null ? 'wide' : `${width} px`, { width }, look.width === width),
          )}
        </span>
      </nav>
      <nav className={classes['contents']} aria-label="Parts">
        {PARTS.map(part => (
          <a key={part} href={`#${part}`}>
            {part}
          </a>
        ))}
      </nav>
    </>
  );
}
