import type { JoinWithin, RelationNode, WindowClause } from '../ast.ts';
import { matchText } from './match-text.ts';
import {
  columnsText,
  listText,
  nameText,
  quoted,
  quoteName,
  quoteString,
  typeText,
} from './names.ts';
import { strength } from './strength.ts';
import type { Writer } from './writer.ts';

type Node<K extends RelationNode['kind']> = Extract<RelationNode, { kind: K }>;

/** Functions in FROM that mean windows unless they are quoted. */
const windowFunctions = /^(tumble|hop|cumulate|session)$/;

/** A relation of a FROM clause. */
export function relationText(relation: RelationNode, writer: Writer): string {
  switch (relation.kind) {
    case 'table':
      return tableText(relation, writer);
    case 'subquery': {
      const lateral = relation.lateral ? 'LATERAL ' : '';
      return `${lateral}(${writer.query(relation.query)})${aliasText(relation)}`;
    }
    case 'tableFunction':
      return functionText(relation, writer);
    case 'windowFunction':
      return windowFunctionText(relation, writer);
    case 'match': {
      const input = operandText(relation.input, writer);
      return `${input} MATCH_RECOGNIZE (${matchText(relation, writer)})${aliasText(relation)}`;
    }
    case 'windowed':
      return `${relationText(relation.input, writer)} ${windowText(relation.window, writer)}`;
    case 'join':
      return joinText(relation, writer);
  }
}

/** A relation where a join needs parentheses. */
function operandText(relation: RelationNode, writer: Writer): string {
  const text = relationText(relation, writer);
  return relation.kind === 'join' && relation.alias === null ? `(${text})` : text;
}

type Aliased = Pick<Node<'table'>, 'alias' | 'columns'>;

function aliasText({ alias, columns }: Aliased): string {
  return alias === null ? '' : ` AS ${quoteName(alias.name)}${columnsText(columns)}`;
}

function tableText(relation: Node<'table'>, writer: Writer): string {
  const { name, asOf, window } = relation;
  const version =
    asOf === null ? '' : ` FOR SYSTEM_TIME AS OF ${writer.expression(asOf, strength.other)}`;
  const windows = window === null ? '' : ` ${windowText(window, writer)}`;
  return nameText(name) + version + aliasText(relation) + windows;
}

function functionText(relation: Node<'tableFunction'>, writer: Writer): string {
  const { calls, lateral, ordinality, alias, columns, types } = relation;
  const texts = calls.map((call) => callInFrom(call, writer));
  const head = texts.length === 1 ? texts[0] : `ROWS FROM (${texts.join(', ')})`;
  const named =
    types.length === 0
      ? aliasText(relation)
      : ` AS ${alias === null ? '' : `${quoteName(alias.name)} `}(${columns
          .map(({ name }, at) =>
            [quoteName(name), ...types.slice(at, at + 1).map(typeText)].join(' '),
          )
          .join(', ')})`;
  return `${lateral ? 'LATERAL ' : ''}${head}${ordinality ? ' WITH ORDINALITY' : ''}${named}`;
}

function callInFrom(call: Node<'tableFunction'>['calls'][number], writer: Writer): string {
  const text = writer.expression(call);
  if (call.kind !== 'call' || call.name.parts.length > 1) return text;
  const name = call.name.parts[0] as string;
  return windowFunctions.test(name) ? quoted(name) + text.slice(name.length) : text;
}

function windowFunctionText(relation: Node<'windowFunction'>, writer: Writer): string {
  const { partitionBy } = relation;
  const list = (nodes: typeof partitionBy): readonly string[] =>
    nodes.map((each) => writer.expression(each));
  const keys = partitionBy.length === 0 ? '' : ` PARTITION BY ${list(partitionBy).join(', ')}`;
  const parts = [
    relationText(relation.input, writer) + keys,
    nameText(relation.time),
    ...list(relation.sizes),
  ];
  return `${relation.function.toUpperCase()}(${parts.join(', ')})${aliasText(relation)}`;
}

/** The word for `advance`, by the kind of window. */
function advanceWord({ kind }: WindowClause): string {
  return kind === 'cumulating' ? 'STEP' : 'ADVANCE BY';
}

function windowText(window: WindowClause, { expression }: Writer): string {
  const { kind, size, advance, grace, timeZone } = window;
  const parts = [`${kind === 'session' ? '' : 'SIZE '}${expression(size)}`];
  if (advance !== null) parts.push(`${advanceWord(window)} ${expression(advance)}`);
  if (grace !== null) parts.push(`GRACE PERIOD ${expression(grace)}`);
  if (timeZone !== null) parts.push(`TIMEZONE ${quoteString(timeZone)}`);
  return `WINDOW ${kind.toUpperCase()} (${parts.join(', ')})`;
}

function joinText(join: Node<'join'>, writer: Writer): string {
  const { left, right, within, on, using } = join;
  const sides = `${relationText(left, writer)} ${joinWords(join)} ${operandText(right, writer)}`;
  const conditions = [
    within === null ? '' : withinText(within, writer),
    on === null ? '' : ` ON ${writer.expression(on)}`,
    using === null ? '' : ` USING (${listText(using)})`,
  ];
  const text = sides + conditions.join('');
  return join.alias === null ? text : `(${text})${aliasText(join)}`;
}

function joinWords({ type, natural, asof }: Node<'join'>): string {
  const words = [natural ? 'NATURAL' : '', asof ? 'ASOF' : ''];
  words.push(type === 'inner' ? '' : type.toUpperCase(), 'JOIN');
  return words.filter((word) => word !== '').join(' ');
}

function withinText({ before, after, grace }: JoinWithin, { expression }: Writer): string {
  const late = grace === null ? '' : ` GRACE PERIOD ${expression(grace)}`;
  return ` WITHIN (${expression(before)}, ${expression(after)})${late}`;
}
