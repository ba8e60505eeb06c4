export { TransferButton } from './transfer-button.tsx';
