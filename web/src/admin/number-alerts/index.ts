export { NumberAlerts } from './number-alerts.tsx';
