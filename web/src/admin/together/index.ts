export { TogetherSettings } from './together.tsx';
