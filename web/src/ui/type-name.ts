const shortNames: Readonly<Record<string, string>> = {
  'double precision': 'double',
  'character varying': 'varchar',
};

/** A type's name, short enough to stand beside the name of its column. */
export function shortType(type: string): string {
  return type.replace(
    /(timestamp(?:\(\d\))?|time(?:\(\d\))?) with(out)? time zone|double precision|character varying/g,
    (whole, moment?: string, without?: string) => {
      if (moment === undefined) return shortNames[whole] ?? whole;
      return without === undefined ? moment.replace(/^\w+/, '$&tz') : moment;
    },
  );
}
