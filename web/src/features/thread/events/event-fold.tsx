import { Suspense, lazy, useId, useState } from 'react';
import { Button } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../lib/api/index.ts';
import { contactName } from '../../../lib/people.ts';
import type { ToldEvent } from './event-types.ts';
import classes from '../thread.module.css';

/** Loaded when something is unfolded. */
const EventLines = lazy(() => import('../when-needed.ts').then(module => ({ default: module.EventLines })));

/** What happened between two messages: how much, and on a press what, when and by whom. */
export function EventFold({
  conversation,
  events,
}: {
  readonly conversation: Conversation;
  readonly events: readonly ToldEvent[];
}) {
  const { t } = useTranslation('thread');
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const Sign = isOpen ? IconChevronUp : IconChevronDown;
  return (
    <div className={classes['events']}>
      <Button
        size="compact-xs"
        variant="subtle"
        color="quiet"
        rightSection={<Sign size={14} aria-hidden />}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {t('events', { count: events.length })}
      </Button>
      {isOpen && (
        <ol id={id}>
          <Suspense>
            <EventLines contact={contactName(conversation.contact)} events={events} />
          </Suspense>
        </ol>
      )}
    </div>
  );
}
