/** Notices of the browser, beside its window: for whoever is looking at something else. */

/** `unsupported`: the browser has none, or not for pages without https. */
export const noticePermission = (): NotificationPermission | 'unsupported' =>
  'Notification' in window && window.isSecureContext ? Notification.permission : 'unsupported';

/** Asks for the permission, which browsers allow on a click alone. @returns what it is now. */
export async function askForNotices(): Promise<NotificationPermission | 'unsupported'> {
  if (noticePermission() === 'default') await Notification.requestPermission();
  return noticePermission();
}

/**
 * Shows a notice, until it is clicked or closed, or somebody looks at this page.
 * @param tag one of the same tag takes its place.
 * @returns how to close it.
 */
export function showNotice(text: string, tag: string, onClick: () => void): () => void {
  let notice: Notification;
  try {
    notice = new Notification(text, { tag, requireInteraction: true, lang: document.documentElement.lang });
  } catch {
    // Browsers of phones want a service worker for it.
    return () => undefined;
  }
  const close = (): void => {
    notice.close();
    document.removeEventListener('visibilitychange', onVisible);
    window.removeEventListener('pagehide', close);
  };
  const onVisible = (): void => {
    if (!document.hidden) close();
  };
  notice.onclick = () => {
    window.focus();
    close();
    onClick();
  };
  document.addEventListener('visibilitychange', onVisible);
  window.addEventListener('pagehide', close);
  return close;
}
