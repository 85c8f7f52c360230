import type { ScalarFunction } from './scalar-function.ts';

/** Operators that mean what a function means: the function, the operator, and its word in ids. */
const aliases: readonly (readonly [string, string, string])[] = [
  ['abs', '@', 'absolute'],
  ['starts_with', '^@', 'startsWith'],
  ['sqrt', '|/', 'squareRoot'],
  ['cbrt', '||/', 'cubeRoot'],
];

/** Roots by operator are those of DOUBLE alone. */
const doubleOnly = new Set(['|/', '||/']);

/** The operators that stand for functions among the given ones. */
export function operatorAliases(functions: readonly ScalarFunction[]): ScalarFunction[] {
  return aliases.flatMap(([name, operator, word]) =>
    functions
      .filter((each) => each.name === name)
      .filter(({ parameters }) => !doubleOnly.has(operator) || parameters[0] === 'double')
      .map((each) => ({
        ...each,
        id: `${word}(${each.parameters.join(',')})`,
        name: operator,
        examples: [],
      })),
  );
}
