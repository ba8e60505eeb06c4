import type { ReactNode } from 'react';
import { Component, useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from './error-state.tsx';
import { showToast } from './toast/store.ts';

interface Props {
  readonly children: ReactNode;
  /** Says it in a toast, and shows nothing: for what opens over the page. */
  readonly asToast?: boolean;
}

/** Where a part of the page itself fails: it says so, and the rest goes on. */
export class Boundary extends Component<Props, { readonly error: Error | null }> {
  override readonly state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    if (this.props.asToast === true) return <TellFailed />;
    return <PartFailed error={error} onRetry={() => this.setState({ error: null })} />;
  }
}

/** In the place of a part that failed. */
export function PartFailed({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const { t } = useTranslation('ui');
  return <ErrorState error={error} what={t('part')} onRetry={onRetry} />;
}

function TellFailed() {
  const { t } = useTranslation('ui');
  const tell = useEffectEvent(() => showToast(t('error.title', { what: t('part') }), { meaning: 'bad' }));
  useEffect(() => {
    tell();
  }, []);
  return null;
}
