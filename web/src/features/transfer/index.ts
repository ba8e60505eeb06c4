export { colleaguesOf, queuesOf } from './targets.ts';
export { TransferButton } from './transfer-button.tsx';
