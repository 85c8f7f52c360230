import type { MatchNode, PatternNode } from '../ast.ts';
import { quoted, quoteName } from './names.ts';
import { orderText } from './order-text.ts';
import type { Writer } from './writer.ts';

/** What stands in the parentheses of MATCH_RECOGNIZE. */
export function matchText(node: MatchNode, writer: Writer): string {
  const { expression } = writer;
  const parts: string[] = [];
  if (node.partitionBy.length > 0) {
    parts.push(`PARTITION BY ${node.partitionBy.map((each) => expression(each)).join(', ')}`);
  }
  if (node.orderBy.length > 0) {
    parts.push(`ORDER BY ${node.orderBy.map((item) => orderText(item, writer)).join(', ')}`);
  }
  if (node.measures.length > 0) {
    const measures = node.measures.map(({ semantics, expression: value, alias }) => {
      const word = semantics === null ? '' : `${semantics.toUpperCase()} `;
      return `${word}${expression(value)} AS ${quoteName(alias.name)}`;
    });
    parts.push(`MEASURES ${measures.join(', ')}`);
  }
  parts.push(`${node.rowsPerMatch === 'one' ? 'ONE ROW' : 'ALL ROWS'} PER MATCH`);
  parts.push(`AFTER MATCH SKIP ${skipText(node.skip)}`);
  parts.push(`PATTERN (${patternText(node.pattern)})`);
  if (node.within !== null) parts.push(`WITHIN ${expression(node.within)}`);
  if (node.define.length > 0) {
    const define = node.define.map(
      ({ variable, condition }) => `${quoteName(variable.name)} AS ${expression(condition)}`,
    );
    parts.push(`DEFINE ${define.join(', ')}`);
  }
  return parts.join(' ');
}

function skipText({ to, variable }: MatchNode['skip']): string {
  if (to === 'past last row') return 'PAST LAST ROW';
  if (to === 'next row' || variable === null) return 'TO NEXT ROW';
  return `TO ${to.toUpperCase()} ${variableText(variable.name)}`;
}

/** Words that go on behind a variable. */
function variableText(name: string): string {
  return /^(pattern|permute|row)$/.test(name) ? quoted(name) : quoteName(name);
}

/** How tightly a pattern holds together: alternatives least. */
function strengthOf({ kind }: PatternNode): number {
  switch (kind) {
    case 'alternation':
      return 1;
    case 'sequence':
      return 2;
    case 'repetition':
      return 3;
    default:
      return 4;
  }
}

function patternText(pattern: PatternNode, least = 0): string {
  const text = barePattern(pattern);
  return strengthOf(pattern) < least ? `(${text})` : text;
}

function barePattern(pattern: PatternNode): string {
  switch (pattern.kind) {
    case 'variable':
      return variableText(pattern.name.name);
    case 'nothing':
      return '()';
    case 'alternation':
      return pattern.parts.map((part) => patternText(part, 2)).join(' | ');
    case 'sequence':
      return pattern.parts.map((part) => patternText(part, 3)).join(' ');
    case 'permutation':
      return `PERMUTE(${pattern.parts.map((part) => patternText(part)).join(', ')})`;
    case 'exclusion':
      return `{- ${patternText(pattern.pattern)} -}`;
    case 'repetition':
      return patternText(pattern.pattern, 4) + repetitionText(pattern);
  }
}

function repetitionText(node: Extract<PatternNode, { kind: 'repetition' }>): string {
  return quantityText(node) + (node.reluctant ? ' ?' : '');
}

function quantityText({ min, max }: Extract<PatternNode, { kind: 'repetition' }>): string {
  if (max === null && min <= 1) return min === 0 ? ' *' : ' +';
  if (min === 0 && max === 1) return ' ?';
  if (min === max) return `{${min}}`;
  return `{${min},${max ?? ''}}`;
}
