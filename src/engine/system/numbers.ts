/** The first number that PostgreSQL gives to what people make. */
const firstOid = 16_384;

/** Every relation of the catalog has so many numbers, for what comes with it. */
const oidsPerRelation = 256;

/** What comes with a relation, by its distance from the number of the relation; the last three are the first of several. */
export const oidAfter = {
  rowType: 1,
  rowArray: 2,
  key: 3,
  uniques: 4,
  checks: 84,
  foreignKeys: 168,
} as const;

/** The number of an object of the catalog by its id, such as `s12`: never given to another one. */
export function objectOid(id: string): number {
  return firstOid + oidsPerRelation * Number(id.replace(/^\D+/, ''));
}

/** The number of the default of a column (counted from 0) of a relation. */
export function attributeOid(relation: number, column: number): number {
  return relation * 1600 + column;
}
