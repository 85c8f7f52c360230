import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { columnsOf } from '../../src/planner/expression/properties.ts';
import type { KernelInput } from '../../src/runtime/compile/kernel-source.ts';
import { filterSource, projectSource } from '../../src/runtime/compile/write-kernel.ts';
import { PlanCatalog } from '../support/plan-catalog.ts';

const page = 'docs/kernels.md';

/** The blocks of the page in a language. */
function blocksOf(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\``, 'g'))].map(
    ([, block]) => block as string,
  );
}

/** The kernels of the one map of a query whose columns come as they usually do. */
function kernelsOf(definition: string, query: string): string[] {
  const { physical: plan } = new PlanCatalog(definition).plan(query);
  const map = plan.nodes.find((node) => node.kind === 'map');
  if (map?.kind !== 'map' || map.predicate === null) throw new Error('a map with a filter');
  const { predicate } = map;
  const computed = map.projections.filter(({ kind }) => kind !== 'column');
  const read = computed.flatMap((each) => [...columnsOf(each)]);
  const input = (column: number): KernelInput => {
    const isText = plan.nodes[map.input]?.fields[column]?.type.kind === 'text';
    return { column, kind: isText ? 'text' : 'f64', nulls: false };
  };
  return [
    filterSource(predicate, 'double', [...columnsOf(predicate)].map(input)).source,
    projectSource(computed, 'double', [...new Set(read)].map(input), true).source,
  ];
}

test('docs/kernels.md shows the code that is made', () => {
  const text = readFileSync(page, 'utf8');
  const [definition = '', query = ''] = blocksOf(text, 'sql');
  const shown = blocksOf(text, 'js');
  const made = kernelsOf(definition, query);
  if (process.env['UPDATE'] === undefined) expect(shown).toEqual(made);
  else
    writeFileSync(
      page,
      shown.reduce((all, block, i) => all.replace(`\n${block}\n`, () => `\n${made[i]}\n`), text),
    );
});
