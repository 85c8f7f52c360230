import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';

/**
 * The console at `/`, from the folder that `npm run build` fills; a page that says so when it is
 * not there.
 */
export async function addWebRoute(
  app: FastifyInstance,
  webDirectory: string | null,
): Promise<void> {
  if (webDirectory === null || !existsSync(join(webDirectory, 'index.html'))) {
    app.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(missingPage));
    return;
  }
  const { fastifyStatic } = await import('@fastify/static');
  await app.register(fastifyStatic, {
    root: webDirectory,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.includes('/assets/') ? assetCaching : 'no-cache');
    },
  });
}

/** Names of assets carry a hash of what is in them. */
const assetCaching = 'public, max-age=31536000, immutable';

const missingPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Millrace</title>
<h1>Millrace is running</h1>
<p>The console is not built yet. Run <code>npm run build</code>, then start the server again.</p>
<p>The API answers meanwhile, and so does the shell: <code>npx millrace sql</code>.</p>
</html>
`;
