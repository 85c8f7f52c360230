import { plainType, type ScalarFunction, scalarFunction } from '../scalar-function.ts';
import { jsonType } from './json-walk.ts';

/** What IS JSON can ask for. */
export type JsonTest = 'value' | 'scalar' | 'array' | 'object';

/** The name of the function that stands for IS JSON with a test. */
export function jsonTestName(test: JsonTest, uniqueKeys: boolean): string {
  return `is json ${test}${uniqueKeys ? ' with unique keys' : ''}`;
}

const examples: Readonly<Record<JsonTest, readonly (readonly [string, string])[]>> = {
  value: [
    [`'{"a": 1}' is json`, 't'],
    [`'{a: 1}' is json`, 'f'],
    [`'{"a": 1, "a": 2}' is json with unique keys`, 'f'],
  ],
  scalar: [["'123' is json scalar", 't']],
  array: [["'[1,2]' is json array", 't']],
  object: [["'[1,2]' is json object", 'f']],
};

/** IS JSON [VALUE | SCALAR | ARRAY | OBJECT] [WITH UNIQUE KEYS] over texts and JSON. */
export function jsonTests(): ScalarFunction[] {
  return (['value', 'scalar', 'array', 'object'] as const).flatMap((test) =>
    [false, true].flatMap((uniqueKeys) =>
      (['text', 'json', 'jsonb'] as const).map((kind) =>
        scalarFunction({
          name: jsonTestName(test, uniqueKeys),
          parameters: [kind],
          result: () => plainType('boolean'),
          docs: `whether a text is JSON${test === 'value' ? '' : `, and a JSON ${test}`}${uniqueKeys ? ', no object having a key twice' : ''}`,
          examples: kind === 'text' && !uniqueKeys ? examples[test] : [],
          evaluate: ([text]) => {
            const json = text as string;
            const isKnown = kind !== 'text';
            if (!isKnown && !isJson(json)) return false;
            return isOf(json, test) && (!uniqueKeys || hasUniqueKeys(json));
          },
        }),
      ),
    ),
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isOf(json: string, test: JsonTest): boolean {
  if (test === 'value') return true;
  const type = jsonType(json);
  const isScalar = type !== 'array' && type !== 'object';
  return test === 'scalar' ? isScalar : type === test;
}

/** Whether no object of a well-formed text has a key twice. */
function hasUniqueKeys(json: string): boolean {
  const open: Set<string>[] = [];
  const token = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/gs;
  for (const [found, colon] of json.matchAll(token)) {
    if (found === '{') open.push(new Set());
    else if (found === '}') open.pop();
    else if (colon !== undefined) {
      const key = JSON.parse(found.slice(0, -colon.length)) as string;
      const keys = open.at(-1);
      if (keys?.has(key)) return false;
      keys?.add(key);
    }
  }
  return true;
}
