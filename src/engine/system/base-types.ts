/** A type as pg_type lists it. */
export type BaseType = {
  readonly oid: number;
  readonly name: string;
  /** What `format_type` writes. */
  readonly shown: string;
  /** Bytes of a value; −1 when it varies, −2 for C strings. */
  readonly length: number;
  /** PostgreSQL's letter of what the type is for: N numbers, S texts, D times, A arrays, P pseudo-types. */
  readonly category: string;
  readonly isPreferred: boolean;
  /** The oid of the array type over it; 0 for none. */
  readonly array: number;
};

/** `oid name shown length category array`, with `_` for a blank; a star marks the preferred type of its category. */
const list = `
16 bool boolean 1 B* 1000
17 bytea bytea -1 U* 1001
18 char "char" 1 Z 1002
19 name name 64 S 1003
20 int8 bigint 8 N 1016
21 int2 smallint 2 N 1005
22 int2vector int2vector -1 A 1006
23 int4 integer 4 N 1007
24 regproc regproc 4 N 1008
25 text text -1 S* 1009
26 oid oid 4 N* 1028
27 tid tid 6 U 1010
28 xid xid 4 U 1011
29 cid cid 4 U 1012
30 oidvector oidvector -1 A 1013
114 json json -1 U 199
194 pg_node_tree pg_node_tree -1 Z 0
700 float4 real 4 N 1021
701 float8 double_precision 8 N* 1022
705 unknown unknown -2 X 0
1033 aclitem aclitem 12 U 1034
1042 bpchar character -1 S 1014
1043 varchar character_varying -1 S 1015
1082 date date 4 D 1182
1083 time time_without_time_zone 8 D 1183
1114 timestamp timestamp_without_time_zone 8 D 1115
1184 timestamptz timestamp_with_time_zone 8 D* 1185
1186 interval interval 16 T* 1187
1700 numeric numeric -1 N 1231
2205 regclass regclass 4 N 2210
2206 regtype regtype 4 N 2211
2249 record record -1 P 2287
2276 any "any" 4 P 0
2277 anyarray anyarray -1 P 0
2278 void void 4 P 0
2279 trigger trigger 4 P 0
2283 anyelement anyelement 4 P 0
2950 uuid uuid 16 U 2951
3802 jsonb jsonb -1 U 3807
4089 regnamespace regnamespace 4 N 4090
4096 regrole regrole 4 N 4097
`;

/** The types that come with the server: PostgreSQL's own, under its numbers. */
export const baseTypes: readonly BaseType[] = list
  .trim()
  .split('\n')
  .map((line) => {
    const [oid, name = '', shown = '', length, category = 'U', array] = line.split(' ');
    return {
      oid: Number(oid),
      name,
      shown: shown.replaceAll('_', name.startsWith('pg_') ? '_' : ' '),
      length: Number(length),
      category: category.charAt(0),
      isPreferred: category.endsWith('*'),
      array: Number(array),
    };
  });
