import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';

const program = '/usr/bin/chromium';
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Whether there is a browser to test with; it is the Debian package chromium. */
export const hasBrowser = existsSync(program);

/** Starts a browser that shows nothing and asks nobody outside. */
export function startBrowser(): Promise<Browser> {
  const switches = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath: program, args: switches });
}

/** Builds the page where it is missing or older than its sources. */
export async function buildPage(): Promise<void> {
  const built = join(root, 'dist/web/index.html');
  const newest = Math.max(changedAt('web'), changedAt('src/client'));
  if (existsSync(built) && statSync(built).mtimeMs > newest) return;
  await build({ root: join(root, 'web'), logLevel: 'error' });
}

function changedAt(folder: string): number {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return Math.max(...names.map((name) => statSync(join(root, folder, name)).mtimeMs));
}

/** What axe has to complain about on the page as it is now, one line each. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => {
    const scope = globalThis as unknown as { readonly axe: { run(): Promise<axe.AxeResults> } };
    return scope.axe.run();
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
