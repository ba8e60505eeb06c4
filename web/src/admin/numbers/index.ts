export { Numbers } from './numbers.tsx';
