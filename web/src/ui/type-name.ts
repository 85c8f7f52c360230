const shortNames: Readonly<Record<string, string>> = {
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  'double precision': 'double',
  'character varying': 'varchar',
};

/** A type's name, short enough to stand beside the name of its column. */
export function shortType(type: string): string {
  return shortNames[type] ?? type;
}
