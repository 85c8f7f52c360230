import type { ScalarFunction } from '../scalar-function.ts';
import { arrayEdits } from './array-edits.ts';
import { arrayMeasures } from './array-measures.ts';
import { arraySearches } from './array-search.ts';
import { arraySets } from './array-sets.ts';
import { arrayTexts } from './array-texts.ts';

/** Functions and operators of arrays (PostgreSQL manual, 9.19), and some that other databases have. */
export function arrayFunctions(): ScalarFunction[] {
  return [...arraySearches(), ...arrayEdits(), ...arrayMeasures(), ...arraySets(), ...arrayTexts()];
}
