/** What Meta signs webhooks with in tests. */
export const APP_SECRET = 'test-app-secret';
