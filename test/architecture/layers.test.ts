import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { expect, test } from 'vitest';
// @ts-expect-error -- a plain configuration module
import configuration, { layers } from '../../.dependency-cruiser.mjs';

test('every folder of src is a layer of the table', () => {
  expect(readdirSync('src').toSorted()).toEqual(Object.keys(layers).toSorted());
});

/**
 * Also guards the guard: without a TypeScript compiler that it knows, dependency-cruiser reads no
 * `.ts` file and still reports success.
 */
test('the layers hold, over all source files', async () => {
  const { output } = await cruise(['src'], {
    ...configuration.options,
    ruleSet: { forbidden: configuration.forbidden },
    validate: true,
  });
  const { summary } = output as ICruiseResult;
  const broken = summary.violations.map((each) => `${each.rule.name}: ${each.from} → ${each.to}`);
  expect(broken).toEqual([]);
  expect(summary.totalCruised).toBeGreaterThan(100);
});

test('the linter complains about time taken outside the clock', () => {
  const folder = join('src', 'common', 'planted-fault');
  mkdirSync(folder);
  try {
    writeFileSync(join(folder, 'planted.ts'), 'export const now = (): number => Date.now();\n');
    const result = spawnSync('node_modules/.bin/biome', ['lint', folder], { encoding: 'utf8' });
    expect(result.status).not.toBe(0);
    expect(result.stderr + result.stdout).toContain('Take time and chance from the Clock');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
