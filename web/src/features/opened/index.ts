export { Opened } from './opened.tsx';
