import { nearestName } from '../common/nearest-name.ts';
import { type Position, SqlError, sqlState } from '../common/sql-error.ts';
import { isNumeric, type SqlType, type SqlTypeKind, typeName } from '../data/sql-type.ts';
import { withoutModifiers } from '../data/type-modifier.ts';
import { categoryOf, isPreferred } from './conversion.ts';
import { functionsByName } from './function-registry.ts';
import { otherNames } from './other-names.ts';
import { parameterTypes } from './polymorphic-types.ts';
import {
  arrayKindOf,
  type ParameterKind,
  parameterText,
  type ScalarFunction,
} from './scalar-function.ts';

/** What a name with arguments means. */
export type ResolvedFunction = {
  /** The id of the signature. */
  readonly function: string;
  /** The type that each argument must be cast to; where it has that type already, nothing is to do. */
  readonly argumentTypes: readonly SqlType[];
  readonly result: SqlType;
};

/**
 * Finds the signature that a call of a function or operator means by PostgreSQL's rules for
 * functions and operators (manual, 10.2 and 10.3). Operators go by their SQL spelling.
 * @throws SqlError 42883, 42725
 */
export function resolveFunction(
  name: string,
  argumentTypes: readonly SqlType[],
  position?: Position,
): ResolvedFunction {
  return resolveAmong(functionsByName.get(name) ?? [], name, argumentTypes, position);
}

/** What resolution must know of a signature. */
type Signature = Pick<ScalarFunction, 'id' | 'parameters' | 'variadic' | 'result'>;

/** Chooses among the signatures of one name. @throws SqlError 42883, 42725 */
export function resolveAmong(
  named: readonly Signature[],
  name: string,
  given: readonly SqlType[],
  position: Position | undefined,
): ResolvedFunction {
  const argumentTypes = given.map(withoutModifiers);
  const candidates = named
    .filter((each) => takes(each, argumentTypes.length))
    .map((signature) => ({
      signature,
      kinds: parameterKinds(signature, argumentTypes.length),
    }));
  const chosen =
    exactMatch(candidates, argumentTypes) ?? bestMatch(name, candidates, argumentTypes, position);
  const types = parameterTypes(chosen.kinds, argumentTypes) ?? argumentTypes;
  const keepsBlanks = (index: number): boolean =>
    blankReaders.has(name) || chosen.kinds[index] === 'any';
  return {
    function: chosen.signature.id,
    argumentTypes: types.map((type, i) =>
      isChar(given[i]) && keepsBlanks(i) ? blankPadded : type,
    ),
    result: chosen.signature.result(types),
  };
}

/** What sees the blanks of CHAR; for everything else they do not count (PostgreSQL's manual, 8.3). */
const blankReaders: ReadonlySet<string> = new Set([
  'like',
  'ilike',
  '~',
  '~*',
  '!~',
  '!~*',
  'octet_length',
  'bit_length',
]);

const blankPadded: SqlType = { kind: 'text', limit: { name: 'char', length: null } };

function isChar(type: SqlType | undefined): boolean {
  return type?.kind === 'text' && type.limit?.name === 'char';
}

type Candidate = {
  readonly signature: Signature;
  /** One parameter kind per argument. */
  readonly kinds: readonly ParameterKind[];
};

function takes({ parameters, variadic }: Signature, count: number): boolean {
  return variadic ? count >= parameters.length : count === parameters.length;
}

function parameterKinds({ parameters }: Signature, count: number): ParameterKind[] {
  const last = parameters.at(-1) ?? 'any';
  return Array.from({ length: count }, (_, i) => parameters[i] ?? last);
}

/** A bare literal beside one known argument is first taken to be of the same type. */
function exactMatch(
  candidates: readonly Candidate[],
  types: readonly SqlType[],
): Candidate | undefined {
  const known = types.find(({ kind }) => kind !== 'unknown');
  const assumed =
    types.length === 2
      ? types.map((type) => (type.kind === 'unknown' ? (known ?? type) : type))
      : types;
  return candidates.find((each) =>
    each.kinds.every((kind, i) => isExact(kind, assumed[i] as SqlType)),
  );
}

/** Whether the parameter names the argument's very type: what stands for several never does. */
function isExact(parameter: ParameterKind, type: SqlType): boolean {
  if (type.kind !== 'array') return parameter === type.kind;
  return arrayKindOf(parameter) === type.element.kind;
}

function bestMatch(
  name: string,
  candidates: readonly Candidate[],
  types: readonly SqlType[],
  position: Position | undefined,
): Candidate {
  let left = candidates.filter((each) => parameterTypes(each.kinds, types) !== null);
  if (left.length === 0) throw undefinedFunction(name, types, position);
  left = mostOf(left, (each) => countOf(each, (kind, i) => isExact(kind, types[i] as SqlType)));
  left = mostOf(left, (each) =>
    countOf(each, (kind, i) => isMatchOrPreferred(kind, types[i] as SqlType)),
  );
  if (left.length > 1) left = byUnknownCategory(left, types);
  if (left.length > 1) left = bySameType(left, types);
  const [only, ...others] = left;
  if (only === undefined || others.length > 0) throw ambiguousFunction(name, types, position);
  return only;
}

/** Bare literals have no category yet, so they prefer nothing here. */
function isMatchOrPreferred(parameter: ParameterKind, type: SqlType): boolean {
  if (type.kind === 'unknown') return false;
  return isExact(parameter, type) || isPreferredParameter(parameter);
}

function countOf(
  candidate: Candidate,
  counts: (kind: ParameterKind, index: number) => boolean,
): number {
  return candidate.kinds.filter(counts).length;
}

function mostOf(candidates: Candidate[], score: (candidate: Candidate) => number): Candidate[] {
  const most = Math.max(...candidates.map(score));
  return candidates.filter((each) => score(each) === most);
}

/**
 * Bare literals choose a category: text where a candidate takes text there, else the one that all
 * candidates agree on; within it the preferred kind wins.
 */
function byUnknownCategory(candidates: Candidate[], types: readonly SqlType[]): Candidate[] {
  let left = candidates;
  for (const [i, { kind }] of types.entries()) {
    if (kind !== 'unknown') continue;
    const categories = new Set(left.map((each) => categoryOfParameter(each.kinds[i])));
    const category = categories.has('text') ? 'text' : [...categories][0];
    if (category === undefined || (category !== 'text' && categories.size > 1)) return candidates;
    left = left.filter((each) => categoryOfParameter(each.kinds[i]) === category);
    const preferred = left.filter((each) => isPreferredParameter(each.kinds[i]));
    if (preferred.length > 0) left = preferred;
  }
  return left;
}

/** Parameters that stand for several types are of one category, as pseudo-types are. */
function categoryOfParameter(kind: ParameterKind | undefined): string {
  if (kind === undefined || kind.startsWith('any')) return 'any';
  return arrayKindOf(kind) === null ? categoryOf(kind as SqlTypeKind) : 'array';
}

function isPreferredParameter(kind: ParameterKind | undefined): boolean {
  if (kind === undefined || kind.startsWith('any') || arrayKindOf(kind) !== null) return false;
  return isPreferred(kind as SqlTypeKind);
}

/** When all known arguments have one type, the literals are taken to have it too. */
function bySameType(candidates: Candidate[], types: readonly SqlType[]): Candidate[] {
  const known = types.filter(({ kind }) => kind !== 'unknown');
  const [first] = known;
  if (first === undefined || known.some((type) => argumentName(type) !== argumentName(first))) {
    return candidates;
  }
  const all = types.map(() => first);
  const same = candidates.filter((each) => parameterTypes(each.kinds, all) !== null);
  return same.length === 1 ? same : candidates;
}

function undefinedFunction(
  name: string,
  types: readonly SqlType[],
  position: Position | undefined,
): SqlError {
  const code = sqlState.undefinedFunction;
  const operator = isOperator(name);
  const message = operator
    ? `operator does not exist: ${operation(name, types)}`
    : `function ${name}(${types.map(argumentName).join(', ')}) does not exist`;
  const hint = operator ? operatorHint(name, types) : functionHint(name);
  return new SqlError(code, message, { hint, position });
}

/** More signatures than this are not listed. */
const listedMax = 4;

/** The arguments that a function takes, the name that was meant, or what stands for it here. */
function functionHint(name: string): string {
  const known = functionsByName.get(name) ?? [];
  if (known.length > 0) {
    const forms = known.slice(0, listedMax).map((each) => `${name}(${formOf(each)})`);
    const more = known.length > listedMax ? ' and others' : '';
    return `The function takes other arguments: ${forms.join(', ')}${more}.`;
  }
  const other = otherNames.get(name);
  if (other !== undefined) return other;
  const near = nearestName(name, functionNames());
  return near === null
    ? 'No function matches the given name and argument types. You might need to add explicit type casts.'
    : `Did you mean "${near}"?`;
}

function formOf({ parameters, variadic }: Signature): string {
  const names = parameters.map((kind) => (kind === 'any' ? 'any' : parameterText(kind)));
  return `${names.join(', ')}${variadic ? ', …' : ''}`;
}

function operatorHint(name: string, types: readonly SqlType[]): string {
  const hasText = types.some(({ kind }) => kind === 'text');
  if (hasText && types.some(isNumeric)) {
    return 'A text and a number do not go together: put the number in single quotes, or cast the text, for example CAST(… AS NUMERIC).';
  }
  if (name === '+' && hasText) return 'Texts are joined with ||.';
  return 'No operator matches the given name and argument types. You might need to add explicit type casts.';
}

function ambiguousFunction(
  name: string,
  types: readonly SqlType[],
  position: Position | undefined,
): SqlError {
  const operator = isOperator(name);
  const message = operator
    ? `operator is not unique: ${operation(name, types)}`
    : `function ${name}(${types.map(argumentName).join(', ')}) is not unique`;
  const hint = `Could not choose a best candidate ${operator ? 'operator' : 'function'}. You might need to add explicit type casts.`;
  return new SqlError(sqlState.ambiguousFunction, message, { hint, position });
}

/** Aggregates, which are resolved elsewhere, can be meant, too: of names equally near, they are. */
function functionNames(): string[] {
  const scalar = [...functionsByName.keys()].filter((name) => !isOperator(name));
  return ['avg', 'count', 'max', 'min', 'sum', ...scalar];
}

function isOperator(name: string): boolean {
  return !/^[a-z_]\w*$/i.test(name) || name === 'like' || name === 'ilike';
}

function operation(name: string, types: readonly SqlType[]): string {
  const names = types.map(argumentName);
  return names.length === 1 ? `${name} ${names[0]}` : names.join(` ${name} `);
}

/** The type without digits of numbers, as messages about calls name it. */
function argumentName(type: SqlType): string {
  if (type.kind === 'array') return `${argumentName(type.element)}[]`;
  return type.kind === 'numeric' ? 'numeric' : typeName(type);
}
