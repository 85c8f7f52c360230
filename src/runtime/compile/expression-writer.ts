import { assert, unreachable } from '../../common/assert.ts';
import type { SqlType } from '../../data/sql-type.ts';
import type { Expression } from '../../planner/expression/expression.ts';
import { canFail } from '../../planner/expression/properties.ts';
import { BytesVariable, bytesOf, bytesOperand, isKeptAsBytes } from './bytes-operand.ts';
import { callMayBeNull, writeCall } from './call-writer.ts';
import type { CodeBlock } from './code-block.ts';
import { columnOperand } from './column-operand.ts';
import type { KernelInput, KernelMode, KernelParts } from './kernel-source.ts';
import { liftedPredicate } from './lifted-predicate.ts';
import { literalOperand } from './literal-operand.ts';
import { type Operand, placeholder, plainOperand, truthOf } from './operand.ts';

type Connective = Extract<Expression, { kind: 'and' | 'or' }>;
type Case = Extract<Expression, { kind: 'case' }>;

const boolean: SqlType = { kind: 'boolean' };

/**
 * Writes expressions over the row `i` as JavaScript, in the order of evaluation that
 * `expression.ts` gives: what is not to be evaluated for a row stands in a block that the row does
 * not enter.
 */
export class ExpressionWriter {
  readonly mode: KernelMode;
  readonly parts: KernelParts;
  /** Whether the session's time zone is another than UTC. */
  readonly zoned: boolean;
  readonly #inputs: readonly KernelInput[];

  constructor(mode: KernelMode, inputs: readonly KernelInput[], parts: KernelParts, zoned = false) {
    this.mode = mode;
    this.parts = parts;
    this.zoned = zoned;
    this.#inputs = inputs;
  }

  write(expression: Expression, block: CodeBlock): Operand {
    const lifted = liftedPredicate(
      expression,
      (each) => this.#mayBeNull(each),
      { inputs: this.#inputs, parts: this.parts },
      block,
    );
    if (lifted !== null) return lifted;
    const place = { mode: this.mode, parts: this.parts, block };
    switch (expression.kind) {
      case 'column': {
        const slot = this.#inputs.findIndex(({ column }) => column === expression.index);
        const input = this.#inputs[slot];
        assert(input, 'a column that is read is an input');
        return columnOperand(expression.type, slot, input, place);
      }
      case 'literal':
        return literalOperand(expression.type, expression.value, place);
      case 'call': {
        const operands = expression.arguments.map((argument) => this.write(argument, block));
        return writeCall(expression, operands, this, block);
      }
      case 'and':
      case 'or':
        return this.#connective(expression, block);
      case 'not': {
        const operand = this.write(expression.argument, block);
        return plainOperand(boolean, `!${operand.value(block)}`, operand.isNull);
      }
      case 'case':
        return this.#case(expression, block);
      case 'isNull': {
        const operand = this.write(expression.argument, block);
        return plainOperand(boolean, operand.isNull ?? 'false', null);
      }
      default:
        return unreachable(expression);
    }
  }

  /** An expression that is true where a predicate is TRUE, neither FALSE nor NULL. */
  writeTruth(expression: Expression, block: CodeBlock): string {
    const connective = expression.kind === 'and' || expression.kind === 'or';
    if (!connective || expression.arguments.slice(1).some(canFail)) {
      return truthOf(this.write(expression, block), block);
    }
    // What cannot fail may be skipped after a NULL, too: the answer is not TRUE either way.
    return this.#shortCircuit(expression, (argument, at) => this.writeTruth(argument, at), block);
  }

  #shortCircuit(
    { kind, arguments: operands }: Connective,
    write: (argument: Expression, block: CodeBlock) => string,
    block: CodeBlock,
  ): string {
    const [first, ...rest] = operands;
    assert(first, 'AND and OR have arguments');
    let so = write(first, block);
    for (const operand of rest) {
      const inner = block.inner();
      const next = write(operand, inner);
      if (inner.isEmpty) {
        so = `(${so} ${kind === 'and' ? '&&' : '||'} ${next})`;
        continue;
      }
      const result = block.variable(so);
      inner.line(`${result} = ${next};`);
      block.when(kind === 'and' ? result : `!${result}`, inner);
      so = result;
    }
    return so;
  }

  /** `result`: not FALSE so far for AND, TRUE so far for OR; `sawNull`: some argument was NULL. */
  #connective(expression: Connective, block: CodeBlock): Operand {
    const { kind } = expression;
    if (!expression.arguments.some((argument) => this.#mayBeNull(argument))) {
      const value = this.#shortCircuit(
        expression,
        (argument, at) => this.write(argument, at).value(at),
        block,
      );
      return plainOperand(boolean, value, null);
    }
    const result = block.variable(kind === 'and' ? 'true' : 'false');
    const sawNull = block.variable('false');
    for (const argument of expression.arguments) {
      const inner = block.inner();
      const operand = this.write(argument, inner);
      inner.line(`${result} = ${undecided(kind, operand, inner)};`);
      if (operand.isNull !== null) inner.line(`${sawNull} = ${sawNull} || ${operand.isNull};`);
      block.when(kind === 'and' ? result : `!${result}`, inner);
    }
    const undecidedResult = kind === 'and' ? result : `!${result}`;
    return plainOperand(boolean, result, block.local(`${sawNull} && ${undecidedResult}`));
  }

  #case(expression: Case, block: CodeBlock): Operand {
    if (isKeptAsBytes(expression.type)) return this.#textCase(expression, block);
    const value = block.variable(placeholder(expression.type, this.mode));
    const isNull = this.#mayBeNull(expression) ? block.variable('false') : null;
    const arm = (chosen: Expression, at: CodeBlock): void => {
      const operand = this.write(chosen, at);
      at.line(`${value} = ${operand.value(at)};`);
      if (isNull !== null) at.line(`${isNull} = ${operand.isNull ?? 'false'};`);
    };
    this.#arms(expression, arm, 0, block);
    return plainOperand(expression.type, value, isNull);
  }

  /** A CASE whose texts are known by where their bytes lie. */
  #textCase(expression: Case, block: CodeBlock): Operand {
    const found = new BytesVariable(block, this.parts);
    const isNull = this.#mayBeNull(expression) ? block.variable('false') : null;
    const arm = (chosen: Expression, at: CodeBlock): void => {
      const operand = this.write(chosen, at);
      if (operand.isNull !== 'true') found.set(bytesOf(operand, at, this.parts), at);
      if (isNull !== null) at.line(`${isNull} = ${operand.isNull ?? 'false'};`);
    };
    this.#arms(expression, arm, 0, block);
    return bytesOperand(expression.type, found.range, isNull, this.parts);
  }

  /** The arms from the numbered branch on: what comes behind one is not looked at when it holds. */
  #arms(
    expression: Case,
    arm: (chosen: Expression, at: CodeBlock) => void,
    branch: number,
    at: CodeBlock,
  ): void {
    const chosen = expression.branches[branch];
    if (chosen === undefined) {
      arm(expression.otherwise, at);
      return;
    }
    const condition = this.writeTruth(chosen.when, at);
    const then = at.inner();
    arm(chosen.then, then);
    const rest = at.inner();
    this.#arms(expression, arm, branch + 1, rest);
    at.line(`if (${condition}) {\n${then.text}\n} else {\n${rest.text}\n}`);
  }

  /** Whether the written expression will have an `isNull`. */
  #mayBeNull(expression: Expression): boolean {
    switch (expression.kind) {
      case 'column':
        return this.#inputs.some(({ column, nulls }) => column === expression.index && nulls);
      case 'literal':
        return expression.value === null;
      case 'isNull':
        return false;
      case 'not':
        return this.#mayBeNull(expression.argument);
      case 'and':
      case 'or':
        return expression.arguments.some((argument) => this.#mayBeNull(argument));
      case 'call':
        return callMayBeNull(expression, (argument) => this.#mayBeNull(argument));
      case 'case':
        return [...expression.branches.map(({ then }) => then), expression.otherwise].some((arm) =>
          this.#mayBeNull(arm),
        );
      default:
        return unreachable(expression);
    }
  }
}

function undecided(kind: 'and' | 'or', operand: Operand, block: CodeBlock): string {
  if (kind === 'or') return truthOf(operand, block);
  const value = operand.value(block);
  return operand.isNull === null ? value : `${operand.isNull} || ${value}`;
}
