import { Suspense, useId } from 'react';
import { Link, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SkeletonList } from '../ui/index.ts';
import classes from './settings.module.css';

/** The pages of settings, by topic. */
const TOPICS = [
  {
    topic: 'whatsapp',
    pages: [
      { to: '/settings/numbers', name: 'numbers' },
      { to: '/settings/templates', name: 'templates' },
    ],
  },
  {
    topic: 'replying',
    pages: [
      { to: '/settings/canned-responses', name: 'cannedResponses' },
      { to: '/settings/sending', name: 'sending' },
      { to: '/settings/survey', name: 'survey' },
    ],
  },
  { topic: 'people', pages: [{ to: '/settings/together', name: 'together' }] },
] as const;

/** The menu of settings, by topic, beside the page that is open. */
export function Settings() {
  const { t } = useTranslation('settings');
  const id = useId();
  return (
    <div className={classes['settings']}>
      <nav className={classes['menu']} aria-labelledby={id}>
        <p id={id} className={classes['title']}>
          {t('title')}
        </p>
        {TOPICS.map(({ topic, pages }) => (
          <div key={topic} className={classes['group']}>
            <p id={`${id}-${topic}`} className={classes['topic']}>
              {t(`topic.${topic}`)}
            </p>
            <ul className={classes['pages']} aria-labelledby={`${id}-${topic}`}>
              {pages.map(({ to, name }) => (
                <li key={to}>
                  <Link to={to} className={classes['link'] ?? ''} activeProps={{ 'data-on': true }}>
                    {t(`page.${name}`)}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className={classes['page']}>
        {/* The words of a page come with it: the menu stays while they are awaited. */}
        <Suspense fallback={<SkeletonList withPicture={false} />}>
          <Outlet />
        </Suspense>
      </div>
    </div>
  );
}
