import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPage } from './browser.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Builds what `npm ci` builds, where it is missing or older than its sources: tests of the command
 * run what users run.
 */
export async function setup(): Promise<void> {
  const built = join(root, 'dist/cli/main.js');
  if (!existsSync(built) || statSync(built).mtimeMs < newestIn('src')) {
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  }
  await buildPage();
}

function newestIn(folder: string): number {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return Math.max(...names.map((name) => statSync(join(root, folder, name)).mtimeMs));
}
