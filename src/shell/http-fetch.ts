import type { IncomingMessage, RequestOptions } from 'node:http';
import type { Fetch } from '../client/transport.ts';

/**
 * HTTP as the client wants it. Not the global `fetch`: that one gives up on an answer after five
 * minutes, and takes longer to load than the rest of the shell. Every request has a connection of
 * its own, so that a server that was started again is simply found.
 */
export const httpFetch: Fetch = async (url, { method, headers, body, signal }) => {
  const target = new URL(url);
  const { request } =
    target.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const options: RequestOptions = { method, headers, agent: false };
  if (signal !== undefined && signal !== null) options.signal = signal;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(target, options, resolve);
    sent.on('error', reject);
    sent.end(body);
  });
  const status = answer.statusCode ?? 0;
  return { ok: status >= 200 && status < 300, status, body: answer, text: () => readText(answer) };
};

async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
