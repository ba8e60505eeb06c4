export { Sending } from './sending.tsx';
