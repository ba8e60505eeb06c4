import { useEffect, useState } from 'react';
import { Button } from '@mantine/core';
import { Confirm, focusToasts, showToast } from '../src/ui/index.ts';
import { look } from './look.ts';
import { Part } from './part.tsx';
import classes from './gallery.module.css';

const ASKED = ['confirm', 'confirm-destructive', 'confirm-pending', 'confirm-failed'] as const;

function showAll(): void {
  showToast('Conversation resolved.', { onUndo: () => showToast('It is open again.', { meaning: 'quiet' }) });
  showToast('Article saved as a draft.');
  showToast('Two offers were missed: you were set away.', { meaning: 'warn', shownMs: null });
  showToast('The template could not be sent.', { meaning: 'bad' });
}

/** Parts that ask or tell. */
export function TellingSamples() {
  const [asked, setAsked] = useState(ASKED.find(each => each === look.open) ?? null);
  useEffect(() => {
    if (look.open === 'toast') showAll();
  }, []);
  const close = (): void => setAsked(null);
  return (
    <>
      <Part id="confirm">
        <div className={classes['row']}>
          {ASKED.map(each => (
            <Button key={each} variant="default" onClick={() => setAsked(each)}>
              {each}
            </Button>
          ))}
        </div>
        {asked === 'confirm' ? (
          <Confirm opened title="Publish version 15?" confirm="Publish" onConfirm={close} onClose={close}>
            It decides for everything that begins from now on.
          </Confirm>
        ) : (
          <Confirm
            opened={asked !== null}
            title="Delete the team Night desk?"
            touches={['12 agents leave the queue Support', '3 rules lead to nobody']}
            confirm="Delete"
            destructive
            isPending={asked === 'confirm-pending'}
            error={asked === 'confirm-failed' ? new Error('Somebody has changed it meanwhile.') : null}
            onConfirm={close}
            onClose={close}
          >
            Its conversations stay with the agents who have them.
          </Confirm>
        )}
      </Part>
      <Part id="toast">
        <div className={classes['row']}>
          <Button variant="default" onClick={showAll}>
            All kinds
          </Button>
          <Button
            variant="default"
            onClick={() => showToast('Conversation resolved.', { onUndo: () => showToast('It is open again.') })}
          >
            With undo
          </Button>
          <Button variant="default" onClick={() => focusToasts()}>
            Go there
          </Button>
        </div>
      </Part>
    </>
  );
}
