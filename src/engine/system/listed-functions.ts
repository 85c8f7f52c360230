import { type ListedFunction, listFunctions } from '../../functions/list-functions.ts';
import { typeOidNamed } from './type-oids.ts';

/** A function as pg_proc lists it. */
export type SystemFunction = ListedFunction & {
  readonly oid: number;
  /** The numbers of the types of its arguments; 2276, "any", for what pg_type does not have. */
  readonly argumentOids: readonly number[];
  readonly resultOid: number;
};

/** The first number of the functions that come with the server. */
const firstOid = 4500;

const anyOid = 2276;

let listed: readonly SystemFunction[] | null = null;

/** Functions and aggregates that statements can call by a name. */
export function systemFunctions(): readonly SystemFunction[] {
  listed ??= listFunctions()
    .filter(({ kind }) => kind === 'function' || kind === 'aggregate')
    .map((each, i) => ({
      ...each,
      oid: firstOid + i,
      argumentOids: each.argumentTypes
        .filter((type) => type !== '*')
        .map((type) => typeOidNamed(type.replace(/^VARIADIC /, '')) ?? anyOid),
      resultOid: typeOidNamed(each.resultType) ?? anyOid,
    }));
  return listed;
}

/** The arguments of a function as `\df` lists them. */
export function argumentText({ argumentTypes }: SystemFunction): string {
  return argumentTypes.join(', ');
}
