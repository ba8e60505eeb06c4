import type { ReactNode } from 'react';
import { Button, Drawer } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useEscape } from './use-escape.ts';
import classes from './page.module.css';

/** Where there is room for a panel beside the page. */
const WIDE = '(min-width: 1200px)';

/**
 * A page of settings or figures: its title with what can be done, what scrolls, and a panel beside it for trying
 * things out. On narrow screens a button opens the panel.
 */
export function Page({
  title,
  about,
  actions,
  aside,
  children,
}: {
  readonly title: string;
  /** A sentence or two below the title: what it is, which version is in force. */
  readonly about?: ReactNode;
  /** Buttons; one of them may be primary. */
  readonly actions?: ReactNode;
  readonly aside?: { readonly title: string; readonly content: ReactNode };
  readonly children: ReactNode;
}) {
  const isWide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const hasPanel = aside !== undefined && isWide;
  return (
    <div className={classes['page']} data-panel={hasPanel || undefined}>
      <div className={classes['scroll']}>
        <header className={classes['head']}>
          <div className={classes['words']}>
            <h1 className={classes['title']}>{title}</h1>
            {about !== undefined && <div className={classes['about']}>{about}</div>}
          </div>
          {(actions !== undefined || (aside !== undefined && !isWide)) && (
            <div className={classes['actions']}>
              {aside !== undefined && !isWide && <Folded {...aside} />}
              {actions}
            </div>
          )}
        </header>
        {children}
      </div>
      {hasPanel && (
        <aside className={classes['aside']} aria-label={aside.title}>
          <h2 className={classes['title']}>{aside.title}</h2>
          {aside.content}
        </aside>
      )}
    </div>
  );
}

/** The panel where there is no room for it: a button, and a drawer that it opens. */
function Folded({ title, content }: { readonly title: string; readonly content: ReactNode }) {
  const { t } = useTranslation('ui');
  const [opened, { open, close }] = useDisclosure(false);
  useEscape(opened, close);
  return (
    <>
      <Button variant="default" onClick={open}>
        {title}
      </Button>
      <Drawer
        opened={opened}
        onClose={close}
        closeOnEscape={false}
        lockScroll={false}
        position="right"
        title={title}
        closeButtonProps={{ 'aria-label': t('close') }}
        classNames={{ content: classes['drawer'] ?? '', header: classes['drawerHead'] ?? '' }}
      >
        {content}
      </Drawer>
    </>
  );
}
