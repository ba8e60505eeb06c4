/** The app secret with which webhooks are signed in tests. */
export const APP_SECRET = 'test-app-secret';
