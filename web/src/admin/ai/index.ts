export { AiSettings } from './ai-settings.tsx';
