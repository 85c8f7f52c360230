/** How a statement went; whatever there is to say about it has been said. */
export type Outcome = 'ok' | 'failed' | 'unreachable' | 'timeout' | 'canceled';
