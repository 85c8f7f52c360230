import { type JsonTree, readJson, sameJson } from '../../data/json-tree.ts';
import type { ArrayDatum } from '../../data/sql-type.ts';
import { plainType, type ScalarFunction, scalarFunction } from '../scalar-function.ts';

/** Whether JSONB values contain one another, and which keys they have. */
export function jsonContainments(): ScalarFunction[] {
  const pairs = [
    ['@>', 'jsonContains', 'whether the first JSON value contains the second', false],
    ['<@', 'jsonContained', 'whether the second JSON value contains the first', true],
  ] as const;
  return [
    ...pairs.map(([name, word, docs, swapped]) =>
      scalarFunction({
        name,
        word,
        parameters: ['jsonb', 'jsonb'],
        result: () => plainType('boolean'),
        docs,
        examples: [
          swapped
            ? [`jsonb '{"b":2}' <@ jsonb '{"a":1, "b":2}'`, 't']
            : [`jsonb '{"a":1, "b":2}' @> jsonb '{"b":2}'`, 't'],
        ],
        evaluate: ([a, b]) => {
          const [whole, part] = swapped ? [b, a] : [a, b];
          return contains(readJson(whole as string), readJson(part as string), true);
        },
      }),
    ),
    scalarFunction({
      name: '?',
      word: 'jsonHasKey',
      parameters: ['jsonb', 'text'],
      result: () => plainType('boolean'),
      examples: [[`jsonb '{"a":1, "b":2}' ? 'b'`, 't']],
      docs: 'whether a text is a key of a JSON object, or a string in an array',
      evaluate: ([json, key]) => hasKey(readJson(json as string), key as string),
    }),
    ...(['?|', '?&'] as const).map((name) =>
      scalarFunction({
        name,
        word: name === '?|' ? 'jsonHasAnyKey' : 'jsonHasAllKeys',
        parameters: ['jsonb', 'text[]'],
        result: () => plainType('boolean'),
        examples: [[`jsonb '{"a":1, "b":2}' ${name} ARRAY['b', 'd']`, name === '?|' ? 't' : 'f']],
        docs: `whether ${name === '?|' ? 'any' : 'all'} of several texts are keys of a JSON object or strings in an array`,
        evaluate: ([json, keys]) => {
          const tree = readJson(json as string);
          const has = (key: string): boolean => hasKey(tree, key);
          const names = (keys as ArrayDatum).flat().filter((key) => key !== null) as string[];
          return name === '?|' ? names.some(has) : names.every(has);
        },
      }),
    ),
  ];
}

/** An array contains a scalar only at the top; objects and arrays contain what all parts of the other find. */
function contains(whole: JsonTree, part: JsonTree, isTop: boolean): boolean {
  if (whole.kind === 'object' && part.kind === 'object') {
    return [...part.members].every(([key, value]) => {
      const own = whole.members.get(key);
      return own !== undefined && contains(own, value, false);
    });
  }
  if (whole.kind !== 'array') return whole.kind === part.kind && sameJson(whole, part);
  if (part.kind === 'array') {
    return part.items.every((item) => whole.items.some((own) => contains(own, item, false)));
  }
  return isTop && isScalar(part) && whole.items.some((own) => sameJson(own, part));
}

function hasKey(tree: JsonTree, key: string): boolean {
  if (tree.kind === 'object') return tree.members.has(key);
  if (tree.kind === 'string') return tree.value === key;
  return (
    tree.kind === 'array' && tree.items.some((item) => item.kind === 'string' && item.value === key)
  );
}

function isScalar({ kind }: JsonTree): boolean {
  return kind !== 'object' && kind !== 'array';
}
