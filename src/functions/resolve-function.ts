import { nearestName } from '../common/nearest-name.ts';
import { type Position, SqlError, sqlState } from '../common/sql-error.ts';
import { isNumeric, type SqlType, type SqlTypeKind, typeName } from '../data/sql-type.ts';
import { asKind, canCast, categoryOf, isPreferred } from './conversion.ts';
import { functionsByName } from './function-registry.ts';
import { otherNames } from './other-names.ts';
import { type ParameterKind, plainType, type ScalarFunction } from './scalar-function.ts';

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
  argumentTypes: readonly SqlType[],
  position: Position | undefined,
): ResolvedFunction {
  const kinds = argumentTypes.map(({ kind }) => kind);
  const candidates = named
    .filter((each) => takes(each, kinds.length))
    .map((signature) => ({ signature, kinds: parameterKinds(signature, kinds.length) }));
  const chosen = exactMatch(candidates, kinds) ?? bestMatch(name, candidates, kinds, position);
  const types = argumentTypes.map((type, i) => argumentType(type, chosen.kinds[i] ?? 'any'));
  return {
    function: chosen.signature.id,
    argumentTypes: types,
    result: chosen.signature.result(types),
  };
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
  kinds: readonly SqlTypeKind[],
): Candidate | undefined {
  const known = kinds.find((kind) => kind !== 'unknown');
  const assumed =
    kinds.length === 2 ? kinds.map((kind) => (kind === 'unknown' ? known : kind)) : kinds;
  return candidates.find((each) => each.kinds.every((kind, i) => kind === assumed[i]));
}

function bestMatch(
  name: string,
  candidates: readonly Candidate[],
  kinds: readonly SqlTypeKind[],
  position: Position | undefined,
): Candidate {
  let left = candidates.filter((each) =>
    each.kinds.every((kind, i) => accepts(kind, kinds[i] as SqlTypeKind)),
  );
  if (left.length === 0) throw undefinedFunction(name, kinds, position);
  left = mostOf(left, (each) => countOf(each, (kind, i) => kind === kinds[i]));
  left = mostOf(left, (each) =>
    countOf(each, (kind, i) => isMatchOrPreferred(kind, kinds[i] as SqlTypeKind)),
  );
  if (left.length > 1) left = byUnknownCategory(left, kinds);
  if (left.length > 1) left = bySameKind(left, kinds);
  const [only, ...others] = left;
  if (only === undefined || others.length > 0) throw ambiguousFunction(name, kinds, position);
  return only;
}

function accepts(parameter: ParameterKind, argument: SqlTypeKind): boolean {
  return parameter === 'any' || canCast(argument, parameter, 'implicit');
}

/** Bare literals have no category yet, so they prefer nothing here. */
function isMatchOrPreferred(parameter: ParameterKind, argument: SqlTypeKind): boolean {
  if (argument === 'unknown' || parameter === 'any') return false;
  return parameter === argument || isPreferred(parameter);
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
function byUnknownCategory(candidates: Candidate[], kinds: readonly SqlTypeKind[]): Candidate[] {
  let left = candidates;
  for (const [i, argument] of kinds.entries()) {
    if (argument !== 'unknown') continue;
    const categories = new Set(left.map((each) => categoryOfParameter(each.kinds[i])));
    const category = categories.has('text') ? 'text' : [...categories][0];
    if (category === undefined || (category !== 'text' && categories.size > 1)) return candidates;
    left = left.filter((each) => categoryOfParameter(each.kinds[i]) === category);
    const preferred = left.filter((each) => isPreferredParameter(each.kinds[i]));
    if (preferred.length > 0) left = preferred;
  }
  return left;
}

function categoryOfParameter(kind: ParameterKind | undefined): string {
  return kind === undefined || kind === 'any' ? 'any' : categoryOf(kind);
}

function isPreferredParameter(kind: ParameterKind | undefined): boolean {
  return kind !== undefined && kind !== 'any' && isPreferred(kind);
}

/** When all known arguments have one type, the literals are taken to have it too. */
function bySameKind(candidates: Candidate[], kinds: readonly SqlTypeKind[]): Candidate[] {
  const known = new Set(kinds.filter((kind) => kind !== 'unknown'));
  const [only] = known;
  if (only === undefined || known.size > 1) return candidates;
  const same = candidates.filter((each) =>
    each.kinds.every((kind, i) => kinds[i] !== 'unknown' || accepts(kind, only)),
  );
  return same.length === 1 ? same : candidates;
}

function argumentType(type: SqlType, parameter: ParameterKind): SqlType {
  if (parameter !== 'any') return asKind(type, parameter);
  return type.kind === 'unknown' ? { kind: 'text' } : type;
}

function undefinedFunction(
  name: string,
  kinds: readonly SqlTypeKind[],
  position: Position | undefined,
): SqlError {
  const code = sqlState.undefinedFunction;
  const operator = isOperator(name);
  const message = operator
    ? `operator does not exist: ${operation(name, kinds)}`
    : `function ${name}(${kinds.map(kindName).join(', ')}) does not exist`;
  const hint = operator ? operatorHint(name, kinds) : functionHint(name);
  return new SqlError(code, message, { hint, position });
}

/** More signatures than this are not listed. */
const listedMax = 4;

/** The arguments that a function takes, the name that was meant, or what stands for it here. */
function functionHint(name: string): string {
  const known = functionsByName.get(name) ?? [];
  if (known.length > 0) {
    const forms = known.slice(0, listedMax).map((each) => `${name}(${parameterText(each)})`);
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

function parameterText({ parameters, variadic }: Signature): string {
  const names = parameters.map((kind) => (kind === 'any' ? 'any' : kindName(kind)));
  return `${names.join(', ')}${variadic ? ', …' : ''}`;
}

function operatorHint(name: string, kinds: readonly SqlTypeKind[]): string {
  if (kinds.includes('text') && kinds.some((kind) => isNumeric(plainType(kind)))) {
    return 'A text and a number do not go together: put the number in single quotes, or cast the text, for example CAST(… AS NUMERIC).';
  }
  if (name === '+' && kinds.includes('text')) return 'Texts are joined with ||.';
  return 'No operator matches the given name and argument types. You might need to add explicit type casts.';
}

function ambiguousFunction(
  name: string,
  kinds: readonly SqlTypeKind[],
  position: Position | undefined,
): SqlError {
  const operator = isOperator(name);
  const message = operator
    ? `operator is not unique: ${operation(name, kinds)}`
    : `function ${name}(${kinds.map(kindName).join(', ')}) is not unique`;
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

function operation(name: string, kinds: readonly SqlTypeKind[]): string {
  const names = kinds.map(kindName);
  return names.length === 1 ? `${name} ${names[0]}` : names.join(` ${name} `);
}

function kindName(kind: SqlTypeKind): string {
  return typeName(plainType(kind));
}
