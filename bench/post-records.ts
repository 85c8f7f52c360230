import { Agent, request } from 'node:http';

/** Posts bodies of records over connections that are kept open. */
export class RecordsPoster {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });
  readonly #url: string;

  constructor(serverUrl: string, stream: string) {
    this.#url = `${serverUrl}/v1/streams/${stream}/records`;
  }

  /** Resolves when the records are acknowledged. @throws Error for any answer but 200. */
  post(body: string | Buffer, type: 'json' | 'x-ndjson'): Promise<void> {
    return new Promise((resolve, reject) => {
      const headers = {
        'content-type': `application/${type}`,
        'content-length': Buffer.byteLength(body),
      };
      const outgoing = request(
        this.#url,
        { method: 'POST', agent: this.#agent, headers },
        (reply) => {
          let text = '';
          reply.setEncoding('utf8');
          reply.on('data', (chunk: string) => {
            text += chunk;
          });
          reply.on('end', () => {
            if (reply.statusCode === 200) resolve();
            else reject(new Error(`${reply.statusCode}: ${text}`));
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
