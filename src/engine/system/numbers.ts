/** The first number that PostgreSQL gives to what people make. */
const firstOid = 16_384;

/** Every relation of the catalog has so many numbers, for what comes with it. */
const oidsPerRelation = 4;

/** What comes with a relation, by its distance from the number of the relation. */
export const oidAfter = { rowType: 1, rowArray: 2, key: 3 } as const;

/** The number of a relation by its id, such as `s12`: never given to another one. */
export function relationOid(id: string): number {
  return firstOid + oidsPerRelation * Number(id.replace(/^\D+/, ''));
}

/** The number of the default of a column (counted from 0) of a relation. */
export function attributeOid(relation: number, column: number): number {
  return relation * 1600 + column;
}
