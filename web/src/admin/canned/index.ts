export { CannedResponses } from './canned-responses.tsx';
