import { runServer, type ServerSettings } from './run-server.ts';

/** `millrace serve`: the plain server. Answers the exit code. */
export function runServe(settings: ServerSettings): Promise<number> {
  return runServer(settings, { prepare: async () => undefined, invitation });
}

const invitation = `
In another terminal:  npx millrace sql
Ctrl-C stops the server.
`;
