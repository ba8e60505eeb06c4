export { FourEyes } from './four-eyes.tsx';
export { StillMissing } from './still-missing.tsx';
