export { Templates } from './templates.tsx';
