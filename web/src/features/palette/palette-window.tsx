import type { Ref } from 'react';
import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Boundary } from '../../ui/boundary.tsx';
import type { PaletteEntry } from './entry.ts';
import { Palette } from './palette.tsx';
import { Sheet } from './sheet.tsx';
import classes from './palette-host.module.css';

interface Props {
  readonly shown: 'palette' | 'sheet';
  readonly places: readonly PaletteEntry[];
  readonly conversations: () => readonly PaletteEntry[];
  /** With what was chosen, to be done when it is closed; null: nothing. */
  readonly onClose: (run: (() => void) | null) => void;
  /** Its content: keys are bound within it. */
  readonly ref: Ref<HTMLDivElement>;
}

/** The window of the palette or of the sheet. */
export function PaletteWindow({ shown, places, conversations, onClose, ref }: Props) {
  const { t } = useTranslation('common');
  return (
    <Modal.Root
      opened
      onClose={() => onClose(null)}
      closeOnEscape={false}
      returnFocus={false}
      // It would write a <style> element, which the content security policy refuses.
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      size={640}
      yOffset="10dvh"
    >
      <Modal.Overlay />
      <Modal.Content
        ref={ref}
        aria-label={shown === 'sheet' ? t('shortcuts') : t('commands')}
        // Not `className`, which goes to what lies around it as well.
        classNames={{ content: classes['window'] ?? '' }}
      >
        <Boundary>
          {shown === 'palette' && <Palette places={places} conversations={conversations} onChoose={onClose} />}
          {shown === 'sheet' && <Sheet />}
        </Boundary>
      </Modal.Content>
    </Modal.Root>
  );
}
