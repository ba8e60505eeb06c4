export { FourEyes } from './four-eyes.tsx';
export { settingsQueries } from './queries.ts';
export { StillMissing } from './still-missing.tsx';
