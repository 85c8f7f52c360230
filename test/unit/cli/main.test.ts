import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';

test('what is written arrives whole, however late its reader reads', async () => {
  const word = 'x'.repeat(999);
  const rows = Array.from({ length: 1000 }, () => [word]);
  const columns = [{ name: 'word', type: 'text', nullable: false }];
  const result = { command: 'SELECT', columns, rows, rowCount: rows.length, notices: [] };
  const server = createServer((_request, response) => {
    response.end(JSON.stringify({ results: [result] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const args = ['--import', 'tsx', 'src/cli/main.ts', 'sql', '--url', url, '-c', 'SELECT word'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    // Nothing is read until the whole answer has left the server and the command is writing.
    await once(child.stdout, 'readable');
    let text = '';
    for await (const chunk of child.stdout) text += chunk;
    expect(text.length).toBe('word\n'.length + rows.length * (word.length + 1));
    expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(0);
  } finally {
    child.kill();
    server.close();
  }
});
