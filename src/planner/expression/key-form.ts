import type { SqlType } from '../../data/sql-type.ts';
import { canonicalValueId, hasSeveralForms } from '../../functions/nested/canonical-value.ts';
import type { Expression } from './expression.ts';

/**
 * The expression as group and join keys compare it: byte by byte. Types whose equal values may
 * look different (1.0 and 1.00, 24 hours and 1 day) are brought to one form, which then also is
 * what a group shows.
 */
export function keyForm(expression: Expression): Expression {
  const id = formFunction(expression.type);
  if (id === null || (expression.kind === 'call' && expression.function === id)) return expression;
  const { type, nullable } = expression;
  return { kind: 'call', function: id, arguments: [expression], type, nullable };
}

/** Whether values of the type can be told apart at all: JSON has no equality. */
export function hasEquality(type: SqlType): boolean {
  switch (type.kind) {
    case 'json':
      return false;
    case 'array':
      return hasEquality(type.element);
    case 'struct':
      return type.fields.every((field) => hasEquality(field.type));
    case 'map':
      return hasEquality(type.key) && hasEquality(type.value);
    default:
      return true;
  }
}

/** Whether equal values of the type always look the same. */
export function isCanonical(type: SqlType): boolean {
  return hasEquality(type) && formFunction(type) === null;
}

function formFunction(type: SqlType): string | null {
  switch (type.kind) {
    case 'interval':
      return 'justify_interval(interval)';
    case 'numeric':
      return type.scale === null ? 'trim_scale(numeric)' : null;
    case 'jsonb':
    case 'array':
    case 'struct':
    case 'map':
      return hasSeveralForms(type) ? canonicalValueId : null;
    default:
      return null;
  }
}
