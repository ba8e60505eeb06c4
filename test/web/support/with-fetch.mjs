/** A document in which calls are made and given up as in a browser: jsdom has no `fetch`. Node's is used instead. */
import { TestEnvironment } from 'jest-environment-jsdom';

const OF_NODE = ['fetch', 'Request', 'Response', 'Headers', 'FormData', 'AbortController', 'AbortSignal'];

export default class DocumentWithFetch extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const name of OF_NODE) this.global[name] = globalThis[name];
  }
}
