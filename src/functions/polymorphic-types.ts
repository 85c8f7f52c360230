import type { SqlType } from '../data/sql-type.ts';
import { asKind, canCastType, commonType } from './conversion.ts';
import { arrayKindOf, type ParameterKind, plainType } from './scalar-function.ts';

/**
 * The types that the arguments of a call become for its parameters; null when they do not go
 * together. One type stands for all of anyelement, anynonarray and the elements of anyarray, each
 * argument having it already; anycompatible and its kin take the common type (PostgreSQL's manual,
 * 38.2.5). A bare literal follows the others, and alone it is text.
 */
export function parameterTypes(
  parameters: readonly ParameterKind[],
  types: readonly SqlType[],
): readonly SqlType[] | null {
  if (!parameters.every((kind, i) => accepts(kind, types[i] as SqlType))) return null;
  const groups = groupsOf(parameters, types);
  if (groups === null) return null;
  return parameters.map((kind, i) => typeFor(kind, types[i] as SqlType, groups));
}

/** Whether a parameter takes values of a type, the other arguments aside. */
function accepts(parameter: ParameterKind, type: SqlType): boolean {
  if (type.kind === 'unknown') return true;
  switch (parameter) {
    case 'any':
    case 'anyelement':
    case 'anycompatible':
    case 'anymapkey':
    case 'anymapvalue':
      return true;
    case 'anynonarray':
    case 'anycompatiblenonarray':
      return type.kind !== 'array';
    case 'array':
    case 'anyarray':
    case 'anycompatiblearray':
      return type.kind === 'array';
    case 'map':
    case 'anymap':
      return type.kind === 'map';
    case 'struct':
    case 'anystruct':
      return type.kind === 'struct';
    default: {
      const element = arrayKindOf(parameter);
      if (element === null) return canCastType(type, plainType(parameter as 'text'), 'implicit');
      const array: SqlType = { kind: 'array', element: plainType(element) };
      return canCastType(type, array, 'implicit');
    }
  }
}

/** What each group of parameters stands for; null for a group without a known argument. */
type Groups = {
  readonly element: SqlType | null;
  readonly compatible: SqlType | null;
  readonly key: SqlType | null;
  readonly value: SqlType | null;
};

function groupsOf(parameters: readonly ParameterKind[], types: readonly SqlType[]): Groups | null {
  const members = { element: [], compatible: [], key: [], value: [] } as Members;
  for (const [i, parameter] of parameters.entries()) {
    addMember(members, parameter, types[i] as SqlType);
  }
  const { element, compatible, key, value } = members;
  if (element.some((type) => !alike(type, element[0] as SqlType))) return null;
  const common = [element, compatible, key, value].map((each) =>
    each.length === 0 ? undefined : commonType(each),
  );
  if (common.includes(null)) return null;
  const [forElement = null, forCompatible = null, forKey = null, forValue = null] = common;
  return { element: forElement, compatible: forCompatible, key: forKey, value: forValue };
}

type Members = Record<keyof Groups, SqlType[]>;

function addMember(members: Members, parameter: ParameterKind, type: SqlType): void {
  if (type.kind === 'unknown') return;
  if (parameter === 'anymap' && type.kind === 'map') {
    members.key.push(type.key);
    members.value.push(type.value);
  } else if (parameter === 'anymapkey') members.key.push(type);
  else if (parameter === 'anymapvalue') members.value.push(type);
  else if (parameter === 'anyarray' && type.kind === 'array') members.element.push(type.element);
  else if (parameter === 'anycompatiblearray' && type.kind === 'array') {
    members.compatible.push(type.element);
  } else if (parameter === 'anyelement' || parameter === 'anynonarray') members.element.push(type);
  else if (parameter === 'anycompatible' || parameter === 'anycompatiblenonarray') {
    members.compatible.push(type);
  }
}

/** Whether two types differ in nothing but the digits of their numbers. */
function alike(a: SqlType, b: SqlType): boolean {
  if (a.kind === 'array') return b.kind === 'array' && alike(a.element, b.element);
  if (a.kind === 'map') {
    return b.kind === 'map' && alike(a.key, b.key) && alike(a.value, b.value);
  }
  if (a.kind !== 'struct') return a.kind === b.kind;
  if (b.kind !== 'struct' || a.fields.length !== b.fields.length) return false;
  return a.fields.every(({ type }, i) => alike(type, b.fields[i]?.type ?? plainType('unknown')));
}

const text: SqlType = { kind: 'text' };

function typeFor(parameter: ParameterKind, type: SqlType, groups: Groups): SqlType {
  switch (parameter) {
    case 'anyelement':
    case 'anynonarray':
      return groups.element ?? text;
    case 'anycompatible':
    case 'anycompatiblenonarray':
      return groups.compatible ?? text;
    case 'anyarray':
      return { kind: 'array', element: groups.element ?? text };
    case 'anycompatiblearray':
      return { kind: 'array', element: groups.compatible ?? text };
    case 'anymap':
      return { kind: 'map', key: groups.key ?? text, value: groups.value ?? text };
    case 'anymapkey':
      return groups.key ?? text;
    case 'anymapvalue':
      return groups.value ?? text;
    case 'any':
    case 'anystruct':
    case 'array':
    case 'map':
    case 'struct':
      return type.kind === 'unknown' ? text : type;
    default: {
      const element = arrayKindOf(parameter);
      if (element === null) return asKind(type, parameter as 'text');
      const given = type.kind === 'array' ? type.element : plainType('unknown');
      return { kind: 'array', element: asKind(given, element) };
    }
  }
}
