import { Suspense, lazy, useRef } from 'react';
import {
  IconAddressBook,
  IconBook2,
  IconInbox,
  IconLayoutDashboard,
  IconSearch,
  IconSettings,
  IconSparkles,
} from '@tabler/icons-react';
import type { Icon } from '@tabler/icons-react';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { MentionNews } from '../features/mentions/index.ts';
import { Offers } from '../features/offers/index.ts';
import { useMe } from '../lib/me.ts';
import { untilLoaded } from '../lib/until-loaded.ts';
import { Boundary } from '../ui/boundary.tsx';
import { Toasts } from '../ui/index.ts';
import { ConnectionBar } from './connection-bar.tsx';
import { OwnMenu } from './own-menu.tsx';
import { useGlobalShortcuts } from './use-global-shortcuts.tsx';
import { useKeptFocus } from './use-kept-focus.ts';
import { useLive } from './use-live.ts';
import { useUnreadTitle } from './use-unread-title.ts';
import classes from './shell.module.css';

/** Loaded beside the page, which stands without it. */
const NumberAlerts = lazy(() =>
  untilLoaded(() => import('../admin/number-alerts/index.ts')).then(module => ({ default: module.NumberAlerts })),
);

interface Place {
  readonly to: '/inbox' | '/search' | '/contacts' | '/board' | '/knowledge' | '/ai' | '/settings';
  readonly name: 'inbox' | 'search' | 'contacts' | 'board' | 'knowledge' | 'ai' | 'settings';
  readonly icon: Icon;
}

const PLACES: readonly Place[] = [
  { to: '/inbox', name: 'inbox', icon: IconInbox },
  { to: '/search', name: 'search', icon: IconSearch },
  { to: '/contacts', name: 'contacts', icon: IconAddressBook },
  { to: '/board', name: 'board', icon: IconLayoutDashboard },
  { to: '/knowledge', name: 'knowledge', icon: IconBook2 },
  { to: '/ai', name: 'ai', icon: IconSparkles },
];
const SETTINGS: Place = { to: '/settings', name: 'settings', icon: IconSettings };

/** The rail with its places, and the page that is open. */
export function Shell({ onLeave }: { readonly onLeave: () => void }) {
  const { t } = useTranslation('app');
  const me = useMe();
  const main = useRef<HTMLElement>(null);
  useKeptFocus(main);
  useLive(me);
  useUnreadTitle();
  const dialogs = useGlobalShortcuts();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const isAdmin = me.role === 'TENANT_ADMIN';
  const links = (places: readonly Place[]) => places.map(place => <PlaceLink key={place.to} {...place} />);
  return (
    <div className={classes['shell']}>
      <nav className={classes['rail']} aria-label={t('places')}>
        <span className={classes['logo']} aria-hidden>
          {t('logo')}
        </span>
        {links(isAdmin ? PLACES : PLACES.slice(0, 3))}
        <span className={classes['grow']} />
        {isAdmin && links([SETTINGS])}
        <OwnMenu onLeave={onLeave} />
      </nav>
      <main ref={main} className={classes['main']} tabIndex={-1}>
        <ConnectionBar />
        <Suspense>{isAdmin && !path.startsWith('/settings/numbers') && <NumberAlerts />}</Suspense>
        <div className={classes['page']}>
          <Boundary key={path.split('/')[1]}>
            <Outlet />
          </Boundary>
        </div>
      </main>
      <Offers />
      <MentionNews />
      <Toasts />
      {dialogs}
    </div>
  );
}

function PlaceLink({ to, name, icon: Sign }: Place) {
  const { t } = useTranslation('app');
  return (
    <Link to={to} className={classes['place'] ?? ''} activeProps={{ 'data-on': true }}>
      <Sign size={20} stroke={1.75} aria-hidden />
      {t(`place.${name}`)}
    </Link>
  );
}
