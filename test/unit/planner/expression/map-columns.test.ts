import { expect, test } from 'vitest';
import type { SqlType } from '../../../../src/data/sql-type.ts';
import type { Expression } from '../../../../src/planner/expression/expression.ts';
import { mapColumns } from '../../../../src/planner/expression/map-columns.ts';
import { columnsOf } from '../../../../src/planner/expression/properties.ts';
import { call, column, connective, literal, negation } from '../../../support/expressions.ts';

const integer: SqlType = { kind: 'integer' };
const less = call('less(integer,integer)', column(0, integer), column(1, integer));

test('columns are renumbered wherever they stand', () => {
  const choice: Expression = {
    kind: 'case',
    branches: [{ when: negation('not', less), then: column(2, integer) }],
    otherwise: literal(1, integer),
    type: integer,
    nullable: true,
  };
  const mapped = mapColumns(choice, (index) => index + 10);
  expect(columnsOf(mapped)).toEqual([10, 11, 12]);
  expect(mapColumns(mapped, (index) => index - 10)).toEqual(choice);
});

test('an expression can take the place of a column', () => {
  const sum = call('add(integer,integer)', column(5, integer), literal(1, integer));
  const mapped = mapColumns(connective('and', less), (index) => (index === 0 ? sum : 7));
  expect(mapped).toEqual(connective('and', call('less(integer,integer)', sum, column(7, integer))));
});
