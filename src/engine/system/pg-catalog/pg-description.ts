import { systemFunctions } from '../listed-functions.ts';
import { type SystemObjects, systemOids } from '../system-objects.ts';
import { type Facts, systemTable } from '../system-table.ts';

/** What is said of relations, columns, schemas and functions. */
export const pgDescription = systemTable('pg_catalog.pg_description', {
  docs: 'what is said of relations, columns, schemas and functions',
  columns: 'objoid oid, classoid oid, objsubid int4, description text',
  defaults: { objsubid: 0 },
  rows: (objects) => [
    ...objects.relations.flatMap(({ oid, docs, docsOf, fields }) => [
      ...said(oid, systemOids.classOfRelations, docs),
      ...[...fields.keys()].flatMap((column) =>
        said(oid, systemOids.classOfRelations, docsOf(column), column + 1),
      ),
    ]),
    ...objects.schemas.flatMap(({ oid, docs }) => said(oid, systemOids.classOfSchemas, docs)),
    ...systemFunctions(objects).flatMap(({ oid, docs }) =>
      said(oid, systemOids.classOfFunctions, docs),
    ),
  ],
});

function said(
  objoid: number,
  classoid: number,
  description: string | null,
  objsubid = 0,
): readonly Facts[] {
  return description === null ? [] : [{ objoid, classoid, objsubid, description }];
}

/** What is said of the database. */
export const pgShdescription = systemTable('pg_catalog.pg_shdescription', {
  docs: 'what is said of databases',
  columns: 'objoid oid, classoid oid, description text',
});

/** What rests on what: views on the relations that they read. */
export const pgDepend = systemTable('pg_catalog.pg_depend', {
  docs: 'what rests on what',
  columns:
    'classid oid, objid oid, objsubid int4, refclassid oid, refobjid oid, refobjsubid int4, deptype char',
  defaults: { objsubid: 0, refobjsubid: 0, deptype: 'n' },
  rows: (objects) =>
    readings(objects).map(({ reader, read }) => ({
      classid: systemOids.classOfRewrites,
      objid: reader,
      refclassid: systemOids.classOfRelations,
      refobjid: read,
    })),
});

/** Which relation reads which, by their numbers. */
export function readings({ view, relations }: SystemObjects): readonly {
  readonly reader: number;
  readonly read: number;
}[] {
  const oids = new Map(
    relations.flatMap(({ oid, definition }) =>
      definition === null ? [] : [[definition.id, oid] as const],
    ),
  );
  return view.objects().flatMap(({ definition, reads }) =>
    reads.flatMap((id) => {
      const [reader, read] = [oids.get(definition.id), oids.get(id)];
      return reader === undefined || read === undefined ? [] : [{ reader, read }];
    }),
  );
}

/** The queries of views, as rules that rewrite them. */
export const pgRewrite = systemTable('pg_catalog.pg_rewrite', {
  docs: 'the queries of views',
  columns: `oid oid, rulename name, ev_class oid, ev_type char, ev_enabled char, is_instead bool,
    ev_qual node, ev_action node`,
  rows: ({ relations }) =>
    relations
      .filter(({ query }) => query !== null)
      .map(({ oid, query }) => ({
        oid,
        rulename: '_RETURN',
        ev_class: oid,
        ev_type: '1',
        ev_enabled: 'O',
        is_instead: true,
        ev_action: query,
      })),
});
