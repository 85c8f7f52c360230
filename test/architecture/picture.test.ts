import { readFileSync, writeFileSync } from 'node:fs';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { expect, test } from 'vitest';
// @ts-expect-error -- a plain configuration module
import configuration from '../../.dependency-cruiser.mjs';

const begin = '<!-- layers: drawn from the imports by `npm run docs:layers` -->\n';
const end = '<!-- end of layers -->';

/** The folder of src that a path lies in; null for a path elsewhere. */
const folderOf = (path: string): string | null => /^src\/([^/]+)\//.exec(path)?.[1] ?? null;

async function importsBetweenFolders(): Promise<Map<string, Set<string>>> {
  const { output } = await cruise(['src'], configuration.options);
  const imports = new Map<string, Set<string>>();
  for (const { source, dependencies } of (output as ICruiseResult).modules) {
    const from = folderOf(source);
    if (from === null) continue;
    const targets = imports.get(from) ?? new Set<string>();
    imports.set(from, targets);
    for (const { resolved } of dependencies) {
      const to = folderOf(resolved);
      if (to !== null && to !== from) targets.add(to);
    }
  }
  return imports;
}

/** Whether `to` is reached from `from` over at least one folder in between. */
function isReachedOtherwise(imports: Map<string, Set<string>>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const waiting = [...(imports.get(from) ?? [])].filter((folder) => folder !== to);
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (folder === to) return true;
    if (seen.has(folder)) continue;
    seen.add(folder);
    waiting.push(...(imports.get(folder) ?? []));
  }
  return false;
}

/** A Mermaid graph of the arrows that no other path stands for. */
function draw(imports: Map<string, Set<string>>): string {
  const arrows = [...imports].flatMap(([from, targets]) =>
    [...targets]
      .filter((to) => !isReachedOtherwise(imports, from, to))
      .map((to) => `  ${from} --> ${to}`),
  );
  return `\`\`\`mermaid\ngraph TD\n${arrows.toSorted().join('\n')}\n\`\`\`\n`;
}

test('the picture of the layers in ARCHITECTURE.md is what the code imports', async () => {
  const page = readFileSync('ARCHITECTURE.md', 'utf8');
  const from = page.indexOf(begin) + begin.length;
  const to = page.indexOf(end);
  expect(from).toBeGreaterThan(begin.length);
  const picture = draw(await importsBetweenFolders());
  if (process.env['UPDATE'] !== undefined) {
    writeFileSync('ARCHITECTURE.md', page.slice(0, from) + picture + page.slice(to));
  } else {
    expect(page.slice(from, to)).toBe(picture);
  }
});
