import type { PlainKind } from '../../data/sql-type.ts';

/** One signature of a function about what there is. */
export type CatalogSignature = {
  readonly name: string;
  readonly parameters: readonly PlainKind[];
  readonly result: PlainKind | 'text[]';
  readonly docs: string;
  /** `strict`: NULL for a NULL argument, and perhaps for others. */
  readonly nulls: 'strict' | 'own';
};

/** What functions of a kind answer, and their signatures: an oid is a BIGINT, a name a TEXT. */
const list: readonly (readonly [docs: string, signatures: string])[] = [
  [
    'whether the object of a number needs no schema before its name',
    `pg_table_is_visible(bigint) boolean; pg_type_is_visible(bigint) boolean;
     pg_function_is_visible(bigint) boolean; pg_operator_is_visible(bigint) boolean;
     pg_collation_is_visible(bigint) boolean; pg_conversion_is_visible(bigint) boolean;
     pg_opclass_is_visible(bigint) boolean; pg_opfamily_is_visible(bigint) boolean;
     pg_statistics_obj_is_visible(bigint) boolean; pg_ts_config_is_visible(bigint) boolean;
     pg_ts_dict_is_visible(bigint) boolean; pg_ts_parser_is_visible(bigint) boolean;
     pg_ts_template_is_visible(bigint) boolean`,
  ],
  ['the name of the type of a number, with its precision', 'format_type(bigint,integer) text'],
  ['the name of the role of a number', 'pg_get_userbyid(bigint) text'],
  ['an expression as SQL', 'pg_get_expr(text,bigint) text; pg_get_expr(text,bigint,boolean) text'],
  [
    'the query of a view',
    `pg_get_viewdef(bigint) text; pg_get_viewdef(bigint,boolean) text; pg_get_viewdef(bigint,integer) text;
     pg_get_viewdef(text) text; pg_get_viewdef(text,boolean) text`,
  ],
  [
    'the statement that makes an index; of one column of it with a number greater than 0',
    'pg_get_indexdef(bigint) text; pg_get_indexdef(bigint,integer,boolean) text',
  ],
  [
    'a constraint as SQL',
    'pg_get_constraintdef(bigint) text; pg_get_constraintdef(bigint,boolean) text',
  ],
  ['the statement that makes a function', 'pg_get_functiondef(bigint) text'],
  ['the arguments of a function', 'pg_get_function_arguments(bigint) text'],
  [
    'the arguments of a function that tell it from others of its name',
    'pg_get_function_identity_arguments(bigint) text',
  ],
  ["the type of a function's result", 'pg_get_function_result(bigint) text'],
  ['the body of a function in SQL', 'pg_get_function_sqlbody(bigint) text'],
  [
    'how something is made that this server does not have: NULL',
    `pg_get_triggerdef(bigint) text; pg_get_triggerdef(bigint,boolean) text; pg_get_ruledef(bigint) text;
     pg_get_ruledef(bigint,boolean) text; pg_get_partkeydef(bigint) text;
     pg_get_statisticsobjdef(bigint) text; pg_get_statisticsobjdef_columns(bigint) text;
     pg_get_partition_constraintdef(bigint) text`,
  ],
  ['the sequence that fills a column', 'pg_get_serial_sequence(text,text) text'],
  [
    'what is said of an object',
    'obj_description(bigint) text; obj_description(bigint,text) text; obj_description(text,text) text; shobj_description(bigint,text) text',
  ],
  ['what is said of a column', 'col_description(bigint,integer) text'],
  [
    'how many bytes a relation has',
    `pg_relation_size(bigint) bigint; pg_relation_size(text) bigint; pg_relation_size(bigint,text) bigint;
     pg_table_size(bigint) bigint; pg_table_size(text) bigint; pg_total_relation_size(bigint) bigint;
     pg_total_relation_size(text) bigint; pg_indexes_size(bigint) bigint; pg_indexes_size(text) bigint`,
  ],
  [
    'how many bytes the database has',
    `pg_database_size(bigint) bigint; pg_database_size(text) bigint; pg_tablespace_size(bigint) bigint;
     pg_tablespace_size(text) bigint`,
  ],
  ['where the files of a tablespace are', 'pg_tablespace_location(bigint) text'],
  [
    'the file of a relation',
    'pg_relation_filenode(bigint) bigint; pg_relation_filepath(bigint) text',
  ],
  [
    'whether somebody may do something with an object: everybody may do everything',
    `has_table_privilege(bigint,text) boolean; has_table_privilege(text,text) boolean;
     has_table_privilege(text,text,text) boolean; has_table_privilege(text,bigint,text) boolean;
     has_table_privilege(bigint,bigint,text) boolean;
     has_schema_privilege(bigint,text) boolean; has_schema_privilege(text,text) boolean;
     has_schema_privilege(text,text,text) boolean; has_schema_privilege(text,bigint,text) boolean;
     has_database_privilege(bigint,text) boolean; has_database_privilege(text,text) boolean;
     has_database_privilege(text,text,text) boolean;
     has_column_privilege(bigint,integer,text) boolean; has_column_privilege(bigint,text,text) boolean;
     has_column_privilege(text,text,text) boolean; has_any_column_privilege(bigint,text) boolean;
     has_any_column_privilege(text,text) boolean; has_function_privilege(bigint,text) boolean;
     has_function_privilege(text,text) boolean; has_function_privilege(text,bigint,text) boolean;
     has_sequence_privilege(bigint,text) boolean; has_sequence_privilege(text,text) boolean;
     has_type_privilege(bigint,text) boolean; has_language_privilege(bigint,text) boolean;
     has_server_privilege(bigint,text) boolean; has_tablespace_privilege(bigint,text) boolean;
     has_foreign_data_wrapper_privilege(bigint,text) boolean;
     pg_has_role(bigint,text) boolean; pg_has_role(text,text) boolean;
     pg_has_role(text,bigint,text) boolean; pg_has_role(text,text,text) boolean;
     row_security_active(bigint) boolean`,
  ],
  ['the encoding of the database', 'getdatabaseencoding() text'],
  ['the encoding of a number', 'pg_encoding_to_char(integer) text'],
  ['the number of an encoding', 'pg_char_to_encoding(text) integer'],
  ['whether a relation can be published; none can', 'pg_relation_is_publishable(bigint) boolean'],
  [
    'what can be done with a relation through a view, in bits',
    'pg_relation_is_updatable(bigint,boolean) integer',
  ],
  [
    'whether a column of a view can be written to',
    'pg_column_is_updatable(bigint,smallint,boolean) boolean',
  ],
  [
    'whether a schema is for temporary objects of others',
    'pg_is_other_temp_schema(bigint) boolean',
  ],
  [
    'whether something is indexable, and how',
    'pg_index_column_has_property(bigint,integer,text) boolean; pg_index_has_property(bigint,text) boolean; pg_indexam_has_property(bigint,text) boolean',
  ],
  [
    'the number of the object of a name; NULL when there is none',
    `to_regclass(text) bigint; to_regtype(text) bigint; to_regnamespace(text) bigint;
     to_regrole(text) bigint; to_regproc(text) bigint; to_regprocedure(text) bigint;
     to_regoper(text) bigint; to_regoperator(text) bigint`,
  ],
  [
    'the number of the object of a name, which must be there: what the cast does',
    `regclass_oid(text) bigint; regtype_oid(text) bigint; regnamespace_oid(text) bigint;
     regrole_oid(text) bigint; regproc_oid(text) bigint; regprocedure_oid(text) bigint;
     regoper_oid(text) bigint; regoperator_oid(text) bigint`,
  ],
  [
    'the name of the object of a number: what the cast does',
    `regclass_name(bigint) text; regtype_name(bigint) text; regnamespace_name(bigint) text;
     regrole_name(bigint) text; regproc_name(bigint) text; regprocedure_name(bigint) text;
     regoper_name(bigint) text; regoperator_name(bigint) text`,
  ],
  [
    'when the server was started',
    'pg_postmaster_start_time() timestamptz; pg_conf_load_time() timestamptz',
  ],
  ['the number of this transaction', 'txid_current() bigint; pg_current_xact_id() bigint'],
  [
    'the numbers of transactions that are under way',
    'txid_current_snapshot() text; pg_current_snapshot() text',
  ],
  [
    'the place that the log has been written to',
    'pg_current_wal_lsn() text; pg_last_wal_replay_lsn() text',
  ],
  ['the rights that an owner has by default', 'acldefault(text,bigint) text[]'],
  ['what a role is granted of a kind of object', 'pg_get_acl(bigint,bigint,integer) text[]'],
  ['the words of SQL: reserved ones begin with a star', 'sql_keywords() text[]'],
  ['what an object is called, in words', 'pg_describe_object(bigint,bigint,integer) text'],
];

/** Functions that take NULLs. */
const own: ReadonlySet<string> = new Set(['format_type', 'pg_has_role']);

/** Every signature of the functions about what there is. */
export const catalogSignatures: readonly CatalogSignature[] = list.flatMap(([docs, signatures]) =>
  signatures.split(';').map((signature): CatalogSignature => {
    const [, name = '', parameters = '', result = 'text'] =
      /^\s*(\w+)\(([^)]*)\)\s+(\S+)\s*$/.exec(signature) ?? [];
    return {
      name,
      parameters: parameters === '' ? [] : (parameters.split(',') as PlainKind[]),
      result: result as CatalogSignature['result'],
      docs,
      nulls: own.has(name) ? 'own' : 'strict',
    };
  }),
);
