import type { ObjectInfo } from '../../../src/protocol/messages.ts';

/** The objects of one kind. */
export type CatalogGroup = { readonly title: string; readonly objects: readonly ObjectInfo[] };

const titles: readonly (readonly [ObjectInfo['kind'], string])[] = [
  ['stream', 'Streams'],
  ['table', 'Tables'],
  ['materialized view', 'Materialized views'],
  ['view', 'Views'],
];

/** The objects by kind and name, those whose name or columns hold the words of the filter. */
export function catalogGroups(
  objects: readonly ObjectInfo[],
  filter: string,
): readonly CatalogGroup[] {
  const words = filter.trim().toLowerCase();
  const holds = (text: string): boolean => text.toLowerCase().includes(words);
  const shown = objects
    .filter(({ name, columns }) => holds(name) || columns.some((column) => holds(column.name)))
    .toSorted((a, b) => a.name.localeCompare(b.name));
  return titles
    .map(([kind, title]) => ({ title, objects: shown.filter((each) => each.kind === kind) }))
    .filter((group) => group.objects.length > 0);
}
