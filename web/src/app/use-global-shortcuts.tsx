import type { ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { View } from '../features/conversation/index.ts';
import { allListed, elsewhere } from '../features/conversation/index.ts';
import type { PaletteEntry } from '../features/palette/index.ts';
import { PaletteHost } from '../features/palette/index.ts';
import type { ActionId } from '../lib/hotkeys/actions.ts';
import { useShortcut } from '../lib/hotkeys/shortcuts.ts';
import { useMe } from '../lib/me.ts';
import { contactName } from '../lib/people.ts';

const RECENT = 20;

/** The keys that go to places; with the palette, which lists the same. @returns what stands once in the shell. */
export function useGlobalShortcuts(): ReactNode {
  const { t } = useTranslation('app');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const isAdmin = useMe().role === 'TENANT_ADMIN';
  const toView = (view: View) => () => void navigate({ to: '/inbox', search: { view } });
  const toBoard = (): void => void navigate({ to: '/board' });
  const toKnowledge = (): void => void navigate({ to: '/knowledge' });
  const toSettings = (): void => void navigate({ to: '/settings' });
  useShortcut({ id: 'go.mine', run: toView('mine') });
  useShortcut({ id: 'go.unassigned', run: toView('queue') });
  useShortcut({ id: 'go.mentions', run: toView('mentions') });
  useShortcut({ id: 'go.all', run: toView('all') });
  useShortcut({ id: 'go.search', run: () => void navigate({ to: '/search' }) });
  useShortcut({ id: 'go.board', run: toBoard, enabled: isAdmin });
  useShortcut({ id: 'go.knowledge', run: toKnowledge, enabled: isAdmin });
  useShortcut({ id: 'go.settings', run: toSettings, enabled: isAdmin });
  const entry = (id: string, label: string, go: () => void, action?: ActionId): PaletteEntry => ({
    id,
    label,
    go,
    ...(action === undefined ? {} : { action }),
  });
  const places = [
    entry('contacts', t('place.contacts'), () => void navigate({ to: '/contacts' })),
    ...(isAdmin
      ? [
          entry('board', t('place.board'), toBoard, 'go.board'),
          entry('knowledge', t('place.knowledge'), toKnowledge, 'go.knowledge'),
          entry('ai', t('place.ai'), () => void navigate({ to: '/ai' })),
          entry('settings', t('place.settings'), toSettings, 'go.settings'),
        ]
      : []),
  ];
  /** Those that a list has; the newest first. */
  const conversations = (): readonly PaletteEntry[] =>
    allListed(queries)
      .slice(0, RECENT)
      .map(({ id, contact, lastMessage }) => ({
        id,
        label: contactName(contact) ?? t('nameless'),
        ...(lastMessage?.preview == null ? {} : { detail: lastMessage.preview }),
        go: () => void navigate({ to: '/inbox/$conversationId', params: { conversationId: id }, search: elsewhere }),
      }));
  return <PaletteHost places={places} conversations={conversations} />;
}
