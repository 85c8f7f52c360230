import { leavesOf } from '../../data/compare-datums.ts';
import type { ArrayDatum, Datum, SqlType } from '../../data/sql-type.ts';
import { plainType, type ScalarFunction, scalarFunction } from '../scalar-function.ts';

/** The ids of what compares a value with the elements of an array: the planner calls them. */
export const quantifiedIds = {
  any: 'any_element(any,anyarray,text)',
  all: 'all_elements(any,anyarray,text)',
} as const;

/** Every SQLSTATE that an operator over the elements may fail with cannot be told beforehand. */
const operatorStates = ['22003', '22012', '22P02'] as const;

/**
 * `x op ANY (array)` and `x op ALL (array)`: the third argument is the id of the operator's
 * function. An empty array decides; else a NULL beside what does not decide makes NULL.
 */
export function quantifiedFunctions(find: (id: string) => ScalarFunction): ScalarFunction[] {
  return (['any', 'all'] as const).map((quantifier) =>
    scalarFunction({
      id: quantifiedIds[quantifier],
      name: quantifier === 'any' ? 'any_element' : 'all_elements',
      parameters: ['any', 'anyarray', 'text'],
      nulls: 'own',
      fallible: operatorStates,
      result: () => plainType('boolean'),
      docs: `whether an operator holds for ${quantifier} of the elements of an array`,
      evaluate: ([value = null, array = null, operator], { argumentTypes }, env) => {
        if (array === null) return null;
        const [valueType, arrayType] = argumentTypes as [SqlType, SqlType];
        const elementType = arrayType.kind === 'array' ? arrayType.element : arrayType;
        const types = {
          argumentTypes: [valueType, elementType],
          resultType: plainType('boolean'),
        };
        const { nulls, evaluate } = find(operator as string);
        const test = (element: Datum): Datum =>
          nulls === 'strict' && (value === null || element === null)
            ? null
            : evaluate([value, element], types, env);
        return decide(leavesOf(array as ArrayDatum), test, quantifier === 'any');
      },
    }),
  );
}

function decide(
  elements: readonly Datum[],
  test: (element: Datum) => Datum,
  decisive: boolean,
): Datum {
  let sawNull = false;
  for (const element of elements) {
    const answer = test(element);
    if (answer === decisive) return decisive;
    if (answer === null) sawNull = true;
  }
  return sawNull ? null : !decisive;
}
