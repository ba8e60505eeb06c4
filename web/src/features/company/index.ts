export { Collision, Company } from './company.tsx';
export { useLook } from './use-look.ts';
