import type { FunctionDefinition } from '../../catalog/definition.ts';
import { typeName } from '../../data/sql-type.ts';
import { type ListedFunction, listFunctions } from '../../functions/list-functions.ts';
import { objectOid } from './numbers.ts';
import { pgCatalog, publicSchema, schemaNamed } from './schemas.ts';
import type { SystemObjects, SystemSchema } from './system-objects.ts';
import { typeOid, typeOidNamed } from './type-oids.ts';

/** A function as pg_proc lists it. */
export type SystemFunction = Omit<ListedFunction, 'subject' | 'docs'> & {
  readonly oid: number;
  readonly schema: SystemSchema;
  readonly docs: string | null;
  /** What people have made it of; null for what is built in. */
  readonly definition: FunctionDefinition | null;
  /** The numbers of the types of its arguments; 2276, "any", for what pg_type does not have. */
  readonly argumentOids: readonly number[];
  readonly resultOid: number;
};

/** The first number of the functions that come with the server. */
const firstOid = 4500;

const anyOid = 2276;

let listed: readonly SystemFunction[] | null = null;

/** Functions and aggregates that statements can call by a name: those of people first. */
export function systemFunctions({
  functions,
  schemas,
}: Pick<SystemObjects, 'functions' | 'schemas'>): readonly SystemFunction[] {
  if (functions.length === 0) return builtIn();
  return [...functions.map((each) => madeFunction(each, schemas)), ...builtIn()];
}

/** The function of a number; null for none. */
export function functionOf(
  oid: number,
  objects: Pick<SystemObjects, 'functions' | 'schemas'>,
): SystemFunction | null {
  return systemFunctions(objects).find((each) => each.oid === oid) ?? null;
}

function builtIn(): readonly SystemFunction[] {
  listed ??= listFunctions()
    .filter(({ kind }) => kind === 'function' || kind === 'aggregate')
    // What casts to regclass and its like are made of goes by no name.
    .filter(({ name }) => !/^reg[a-z]+_(oid|name)$/.test(name))
    .map((each, i) => ({
      ...each,
      oid: firstOid + i,
      schema: pgCatalog,
      definition: null,
      argumentOids: each.argumentTypes
        .filter((type) => type !== '*')
        .map((type) => typeOidNamed(type.replace(/^VARIADIC /, '')) ?? anyOid),
      resultOid: typeOidNamed(each.resultType) ?? anyOid,
    }));
  return listed;
}

function madeFunction(
  definition: FunctionDefinition,
  schemas: readonly SystemSchema[],
): SystemFunction {
  const { id, name, parameters, returns, isStrict } = definition;
  return {
    oid: objectOid(id),
    schema: schemaNamed(definition.schema ?? publicSchema.name, schemas),
    name,
    kind: 'function',
    argumentTypes: parameters.map(({ name: parameter, type }) =>
      parameter === null ? typeName(type) : `${parameter} ${typeName(type)}`,
    ),
    resultType: returns === null ? 'record' : typeName(returns),
    volatility: 'stable',
    isStrict,
    docs: definition.docs ?? null,
    definition,
    argumentOids: parameters.map(({ type }) => typeOid(type)),
    resultOid: returns === null ? 2249 : typeOid(returns),
  };
}

/** The arguments of a function as `\df` lists them. */
export function argumentText({ argumentTypes }: SystemFunction): string {
  return argumentTypes.join(', ');
}
