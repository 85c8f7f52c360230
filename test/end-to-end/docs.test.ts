import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { customersSql, demoSql } from '../../src/cli/demo-sql.ts';
import { readBlocks } from '../support/documentation/read-blocks.ts';
import { runPage } from '../support/documentation/run-page.ts';
import { TestEngine } from '../support/test-engine.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

let files: string;
let engine: TestEngine;

beforeEach(async () => {
  files = mkdtempSync(join(tmpdir(), 'millrace-docs-'));
  engine = await TestEngine.open({ filesDirectory: files });
  writeFileSync(join(files, 'quakes.ndjson'), quakes());
});

afterEach(async () => {
  await engine.close();
  rmSync(files, { recursive: true });
});

/** The file that the README's one-liner makes. */
function quakes(): Buffer {
  const block = readBlocks(readme).find(({ text }) => text.includes('> quakes.ndjson'));
  const command = block?.text.replace('> quakes.ndjson', '') ?? 'false';
  return execFileSync('sh', ['-c', command], { cwd: root, maxBuffer: 64 * 1024 * 1024 });
}

test('every statement of the README runs on the demo', async () => {
  for (const sql of [demoSql, customersSql]) {
    const { error } = await engine.execute(sql);
    expect(error).toBe(null);
  }
  await engine.advance(15_000);
  expect(await runPage(readme, engine)).toBe(readme);
});

const folder = join(root, 'docs/sql');
const first = readFileSync(join(folder, 'README.md'), 'utf8');

test.each(readdirSync(folder).toSorted())(
  'every statement of docs/sql/%s runs, and answers what the page shows',
  async (file) => {
    const path = join(folder, file);
    // The examples of a page begin with the relations of the first page.
    if (file !== 'README.md') await runPage(first, engine);
    const page = await runPage(readFileSync(path, 'utf8'), engine);
    await expect(page).toMatchFileSnapshot(path);
  },
);
