import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runScript } from '../support/script/run-script.ts';

const folder = import.meta.dirname;

const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.slt'))
  .toSorted();

test.each(scripts)('%s', async (name) => {
  const path = join(folder, name);
  const text = await runScript(readFileSync(path, 'utf8'), join(folder, 'files'));
  await expect(text).toMatchFileSnapshot(path);
});
