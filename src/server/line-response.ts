import type { FastifyReply } from 'fastify';
import type { Connection } from '../common/net.ts';
import { Outflow } from './outflow.ts';
import type { ServerContext } from './server-context.ts';

/**
 * An answer of newline-delimited JSON that is written as the client reads. Nothing is sent before
 * the first line, so that an early failure can still be an ordinary refusal.
 */
export class LineResponse {
  readonly outflow: Outflow;
  readonly #reply: FastifyReply;

  /** `left` is called once when the client leaves or does not keep up. */
  constructor(reply: FastifyReply, { clock }: Pick<ServerContext, 'clock'>, left: () => void) {
    const { raw } = reply;
    this.#reply = reply;
    this.outflow = new Outflow(this.#connection(), clock, () => raw.destroy());
    raw.on('drain', () => this.outflow.pump());
    raw.on('error', () => raw.destroy());
    const gone = (): void => {
      this.outflow.close();
      left();
    };
    // Of a client that left while its request was still read nothing more is heard.
    if (raw.destroyed) queueMicrotask(gone);
    else raw.once('close', gone);
  }

  get isStarted(): boolean {
    return this.#reply.raw.headersSent;
  }

  /** Sends the head of the answer; from here on failures are lines. */
  start(): void {
    const { raw } = this.#reply;
    if (this.isStarted || raw.destroyed) return;
    this.#reply.hijack();
    for (const [name, value] of Object.entries(this.#reply.getHeaders())) {
      if (value !== undefined) raw.setHeader(name, value);
    }
    raw.setHeader('content-type', 'application/x-ndjson; charset=utf-8');
    raw.setHeader('cache-control', 'no-store');
    raw.writeHead(200);
    raw.flushHeaders();
  }

  end(): void {
    this.start();
    this.#reply.raw.end();
  }

  #connection(): Connection {
    const { raw } = this.#reply;
    return {
      send: (text) => {
        if (raw.destroyed || raw.writableEnded) return;
        this.start();
        raw.write(`${text}\n`);
      },
      bufferedBytes: () => raw.writableLength,
      close: () => raw.end(),
    };
  }
}
