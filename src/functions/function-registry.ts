import { assert } from '../common/assert.ts';
import { arrayFunctions } from './arrays/array-functions.ts';
import { identifierParsers } from './arrays/parse-identifier.ts';
import { byteFunctions } from './bytes/byte-functions.ts';
import { canonicalForms } from './canonical-forms.ts';
import { clockArithmetic } from './clock-arithmetic.ts';
import { clockFields } from './clock-fields.ts';
import { clockFunctions } from './clock-functions.ts';
import { comparisonFunctions } from './comparison.ts';
import { truncations } from './date-trunc.ts';
import { degreeFunctions } from './degree-functions.ts';
import { extractFunctions } from './extract.ts';
import { fieldFunctions } from './extract-fields.ts';
import { extremeFunctions } from './extremes.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { momentInputs } from './formats/moment-input.ts';
import { numberInput } from './formats/number-input.ts';
import { numberTexts } from './formats/number-text.ts';
import { toCharFunctions } from './formats/to-char.ts';
import { geoFunctions } from './geo-functions.ts';
import { integerArithmetic } from './integer-arithmetic.ts';
import { integerFunctions } from './integer-functions.ts';
import { intervalArithmetic } from './interval-arithmetic.ts';
import { intervalFunctions } from './interval-functions.ts';
import { jsonFunctions } from './json/json-functions.ts';
import { jsonCasts } from './json-casts.ts';
import { likeFunctions } from './like.ts';
import { mapFunctions } from './maps/map-functions.ts';
import { mathFunctions } from './math-functions.ts';
import { modifierFunctions } from './modifier-functions.ts';
import { momentArithmetic } from './moment-arithmetic.ts';
import { momentCasts } from './moment-casts.ts';
import { momentMakers } from './moment-makers.ts';
import { accessFunctions } from './nested/access.ts';
import { canonicalValueFunctions } from './nested/canonical-value.ts';
import { constructorFunctions } from './nested/constructors.ts';
import { nestedCasts } from './nested/nested-casts.ts';
import { quantifiedFunctions } from './nested/quantified.ts';
import { numberCasts } from './number-casts.ts';
import { numericArithmetic } from './numeric-arithmetic.ts';
import { numericFunctions } from './numeric-functions.ts';
import { operatorAliases } from './operator-aliases.ts';
import { overlapsFunctions } from './overlaps.ts';
import { randomFunctions } from './random-functions.ts';
import { regexArrays } from './regex/regex-arrays.ts';
import { regexFunctions } from './regex/regex-functions.ts';
import type { ScalarFunction } from './scalar-function.ts';
import { singleValueFunctions } from './single-value.ts';
import { sleepFunctions } from './sleep-functions.ts';
import { catalogFunctions } from './system/catalog-functions.ts';
import { booleanCasts, textCasts } from './text-casts.ts';
import { textFunctions } from './text-functions.ts';
import { timeCasts } from './time-casts.ts';
import { typeOfFunctions } from './type-of.ts';
import { urlFunctions } from './url-functions.ts';
import { uuidFunctions } from './uuid-functions.ts';
import { widthBuckets } from './width-bucket.ts';
import { zoneFunctions } from './zones/zone-functions.ts';

/** The functions of a subject: a chapter of the reference. */
export type FunctionSubject = {
  readonly title: string;
  readonly functions: readonly ScalarFunction[];
};

/** Every signature of every scalar function, operator and cast, by subject. */
export const functionSubjects: readonly FunctionSubject[] = withAliases([
  {
    title: 'Comparison',
    functions: [...comparisonFunctions(), ...extremeFunctions()],
  },
  {
    title: 'Arithmetic and mathematics',
    functions: [
      ...integerArithmetic(),
      ...numericArithmetic(),
      ...floatArithmetic(),
      ...mathFunctions(),
      ...degreeFunctions(),
      ...numericFunctions(),
      ...integerFunctions(),
      ...widthBuckets(),
      ...randomFunctions(),
      ...sleepFunctions(),
    ],
  },
  { title: 'Text', functions: textFunctions() },
  { title: 'Patterns', functions: [...likeFunctions(), ...regexFunctions(), ...regexArrays()] },
  {
    title: 'Dates, times and intervals',
    functions: [
      ...clockFunctions(),
      ...momentArithmetic(),
      ...clockArithmetic(),
      ...clockFields(),
      ...overlapsFunctions(),
      ...intervalArithmetic(),
      ...canonicalForms(),
      ...truncations(),
      ...extractFunctions(),
      ...fieldFunctions(),
      ...zoneFunctions(),
      ...intervalFunctions(),
      ...momentMakers(),
    ],
  },
  {
    title: 'Formats',
    functions: [...toCharFunctions(), ...numberTexts(), numberInput(), ...momentInputs()],
  },
  { title: 'JSON', functions: jsonFunctions() },
  { title: 'Arrays', functions: [...arrayFunctions(), ...identifierParsers()] },
  { title: 'Maps', functions: mapFunctions() },
  { title: 'Bytes and hashes', functions: [...byteFunctions(), ...uuidFunctions()] },
  { title: 'URLs and places', functions: [...urlFunctions(), ...geoFunctions()] },
  { title: 'What there is', functions: [...catalogFunctions(), ...typeOfFunctions()] },
  {
    title: 'Casts',
    functions: [
      ...numberCasts(),
      ...momentCasts(),
      ...timeCasts(),
      ...booleanCasts(),
      ...jsonCasts(),
      ...textCasts(),
      ...nestedCasts((id) => functionById(id)),
    ],
  },
]);

/** The operators that stand for functions, behind the functions of their subject. */
function withAliases(subjects: readonly FunctionSubject[]): readonly FunctionSubject[] {
  return Object.freeze(
    subjects.map(({ title, functions }) => ({
      title,
      functions: [...functions, ...operatorAliases(functions)],
    })),
  );
}

/** Every signature of every scalar function, operator and cast. */
export const allFunctions: readonly ScalarFunction[] = Object.freeze(
  functionSubjects.flatMap(({ functions }) => functions),
);

/** The signatures of each name; operators go by their SQL spelling, casts by 'cast'. */
export const functionsByName: ReadonlyMap<string, readonly ScalarFunction[]> = groupByName();

/** With those that only the planner calls. */
const functionsById: ReadonlyMap<string, ScalarFunction> = new Map(
  [
    ...allFunctions,
    ...singleValueFunctions(),
    ...modifierFunctions(),
    ...constructorFunctions(),
    ...accessFunctions(),
    ...canonicalValueFunctions(),
    ...quantifiedFunctions((id) => functionById(id)),
  ].map((each) => [each.id, each]),
);

/** The signature of an id. An unknown id is a fault of ours: plans are made from this registry. */
export function functionById(id: string): ScalarFunction {
  const found = functionsById.get(id);
  assert(found, `function ${id} exists`);
  return found;
}

function groupByName(): Map<string, readonly ScalarFunction[]> {
  const groups = new Map<string, ScalarFunction[]>();
  for (const each of allFunctions) {
    const group = groups.get(each.name);
    if (group === undefined) groups.set(each.name, [each]);
    else group.push(each);
  }
  return groups;
}
