import { unreachable } from '../../common/assert.ts';
import type { PhysicalNode } from './physical-plan.ts';

/** The numbers of the nodes whose output a node takes, by port. */
export function inputsOf(node: PhysicalNode): readonly number[] {
  switch (node.kind) {
    case 'scan':
    case 'values':
      return [];
    case 'join':
    case 'asOfJoin':
    case 'lookupJoin':
    case 'setOperation':
      return [node.left, node.right];
    case 'union':
      return node.inputs;
    case 'map':
    case 'hop':
    case 'temporal':
    case 'aggregate':
    case 'upsert':
    case 'top':
    case 'over':
    case 'tableFunction':
      return [node.input];
    case 'recursion':
      return [node.seed, ...node.imports.map(({ input }) => input)];
    default:
      return unreachable(node);
  }
}
