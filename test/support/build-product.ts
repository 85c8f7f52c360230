import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPage } from './browser.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const built = join(root, 'dist/cli/main.js');

/**
 * Builds what `npm ci` builds, where it is missing or older than its sources: tests of the command
 * run what users run.
 */
export async function setup(): Promise<void> {
  if (!isBuilt()) {
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const args = [compiler, '-p', 'tsconfig.build.json'];
    spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    // Errors of types are told, and are for the type check to fail at: the JavaScript is there.
    if (!existsSync(built)) throw new Error('the sources could not be built');
  }
  await buildPage();
}

/** Whether the build is there and newer than its sources. */
function isBuilt(): boolean {
  return existsSync(built) && statSync(built).mtimeMs >= newestIn('src');
}

function newestIn(folder: string): number {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return Math.max(...names.map((name) => statSync(join(root, folder, name)).mtimeMs));
}
