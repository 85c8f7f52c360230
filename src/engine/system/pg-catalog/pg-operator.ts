import { canCastType } from '../../../functions/conversion.ts';
import { type ListedFunction, listFunctions } from '../../../functions/list-functions.ts';
import { pgCatalog } from '../schemas.ts';
import { systemOids } from '../system-objects.ts';
import { type Facts, systemTable } from '../system-table.ts';
import { typeNamed, typeOidNamed } from '../type-oids.ts';

/** The first number of the operators. */
const firstOid = 4500;

let operators: readonly ListedFunction[] | null = null;
let rows: readonly Facts[] | null = null;

/** Operators of one argument or two, in the order of their numbers. */
function listedOperators(): readonly ListedFunction[] {
  operators ??= listFunctions().filter(
    ({ kind, argumentTypes }) => kind === 'operator' && argumentTypes.length <= 2,
  );
  return operators;
}

/** What an operator does, by its number; null for none. */
export function operatorDocs(oid: number): string | null {
  return listedOperators()[oid - firstOid]?.docs ?? null;
}

/** An operator by its sign and by its whole form: `+` and `+(integer,integer)`; null for a number that is none. */
export function operatorNames(
  oid: number,
): { readonly sign: string; readonly form: string } | null {
  const found = listedOperators()[oid - firstOid];
  if (found === undefined) return null;
  const sign = signs[found.name] ?? found.name;
  const types =
    found.argumentTypes.length === 1 ? ['none', ...found.argumentTypes] : found.argumentTypes;
  return { sign, form: `${sign}(${types.join(',')})` };
}

/** The number of an operator by its sign or its form; null for none. */
export function findOperator(part: 'sign' | 'form', text: string): number | null {
  const wanted = part === 'form' ? text.replace(/\s*([(,)])\s*/g, '$1') : text;
  const index = listedOperators().findIndex(
    (_, i) => operatorNames(firstOid + i)?.[part] === wanted,
  );
  return index < 0 ? null : firstOid + index;
}

/** Operators, of one argument or two. */
export const pgOperator = systemTable('pg_catalog.pg_operator', {
  docs: 'operators',
  columns: `oid oid, oprname name, oprnamespace oid, oprowner oid, oprkind char, oprcanmerge bool,
    oprcanhash bool, oprleft oid, oprright oid, oprresult oid, oprcom oid, oprnegate oid,
    oprcode regproc, oprrest regproc, oprjoin regproc`,
  defaults: {
    oprnamespace: pgCatalog.oid,
    oprowner: systemOids.owner,
    oprcanmerge: false,
    oprcanhash: false,
    oprcom: 0,
    oprnegate: 0,
    oprcode: '-',
    oprrest: '-',
    oprjoin: '-',
  },
  rows: () => {
    rows ??= operatorFacts();
    return rows;
  },
});

/** LIKE, ILIKE and their like are words here and signs in PostgreSQL. */
const signs: Readonly<Record<string, string>> = { like: '~~', ilike: '~~*' };

function operatorFacts(): readonly Facts[] {
  return listedOperators().map(({ name, argumentTypes, resultType }, i) => {
    const types = argumentTypes.map((type) => typeOidNamed(type) ?? 2276);
    const [left = 0, right = 0] = types.length === 1 ? [0, ...types] : types;
    return {
      oid: firstOid + i,
      oprname: signs[name] ?? name,
      oprkind: types.length === 1 ? 'l' : 'b',
      oprleft: left,
      oprright: right,
      oprresult: typeOidNamed(resultType) ?? 2276,
    };
  });
}

/** Casts between types. */
export const pgCast = systemTable('pg_catalog.pg_cast', {
  docs: 'casts between types',
  columns:
    'oid oid, castsource oid, casttarget oid, castfunc oid, castcontext char, castmethod char',
  rows: () =>
    listFunctions()
      .filter(({ kind }) => kind === 'cast')
      .flatMap(({ argumentTypes: [from = ''], resultType }, i): readonly Facts[] => {
        const [castsource, casttarget] = [typeOidNamed(from), typeOidNamed(resultType)];
        if (castsource === null || casttarget === null || castsource === casttarget) return [];
        return [
          {
            oid: firstOid + i,
            castsource,
            casttarget,
            castfunc: 0,
            castcontext: castContext(from, resultType),
            castmethod: 'f',
          },
        ];
      }),
});

/** When a cast is made: i wherever it helps, a where a value is stored, e where it is asked for. */
function castContext(from: string, to: string): 'i' | 'a' | 'e' {
  const [source, target] = [typeNamed(from), typeNamed(to)];
  if (source === null || target === null) return 'e';
  if (canCastType(source, target, 'implicit')) return 'i';
  return canCastType(source, target, 'assignment') ? 'a' : 'e';
}
