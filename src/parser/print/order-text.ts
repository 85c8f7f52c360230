import type { OrderItem } from '../ast.ts';
import type { Writer } from './writer.ts';

/** `a DESC NULLS LAST`. */
export function orderText(item: OrderItem, { expression }: Writer): string {
  const order = item.descending ? ' DESC' : '';
  const nulls = item.nullsFirst === null ? '' : ` NULLS ${item.nullsFirst ? 'FIRST' : 'LAST'}`;
  return expression(item.expression) + order + nulls;
}
