// Starts a worker from a TypeScript file: Node 20 cannot load one without tsx's loader.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData.entry);
