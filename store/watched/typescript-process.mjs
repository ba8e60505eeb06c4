// Runs a process that is written in TypeScript: what is named on the command line.
import { register } from 'tsx/esm/api';

register();
await import(process.argv[2]);
