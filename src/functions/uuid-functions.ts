import { plainType, type ScalarFunction, scalarFunction } from './scalar-function.ts';

/** What a UUID says about itself (PostgreSQL manual, 9.14). Those that make one are of chance. */
export function uuidFunctions(): ScalarFunction[] {
  return [
    scalarFunction({
      name: 'uuid_extract_version',
      parameters: ['uuid'],
      result: () => plainType('smallint'),
      nulls: 'own',
      docs: 'the version of a UUID of RFC 9562; NULL for others',
      examples: [["uuid_extract_version('41db1265-8bc1-4ab3-992f-885799a4af1d'::uuid)", '4']],
      evaluate: ([uuid]) => (typeof uuid === 'string' && isOfRfc(uuid) ? versionOf(uuid) : null),
    }),
    scalarFunction({
      name: 'uuid_extract_timestamp',
      parameters: ['uuid'],
      result: () => plainType('timestamptz'),
      nulls: 'own',
      docs: 'when a UUID of version 1 or 7 was made; NULL for others',
      examples: [
        [
          "uuid_extract_timestamp('019535d9-3df7-79fb-b466-fa907fa17f9e'::uuid)",
          '2025-02-24 02:46:24.503+00',
        ],
      ],
      evaluate: ([uuid]) => (typeof uuid === 'string' && isOfRfc(uuid) ? microsOf(uuid) : null),
    }),
  ];
}

/** Whether the variant is that of the RFC: the bits 10 before the fourth group. */
function isOfRfc(uuid: string): boolean {
  return /^[89ab]/.test(uuid.slice(19));
}

function versionOf(uuid: string): number {
  return Number.parseInt(uuid[14] as string, 16);
}

/** 100 ns units between 1582-10-15, where version 1 begins, and 1970. */
const gregorianUnits = 122_192_928_000_000_000n;

function microsOf(uuid: string): bigint | null {
  const [low = '', middle = '', high = ''] = uuid.split('-');
  switch (versionOf(uuid)) {
    case 1:
      return (BigInt(`0x${high.slice(1)}${middle}${low}`) - gregorianUnits) / 10n;
    case 7:
      return BigInt(`0x${low}${middle}`) * 1000n;
    default:
      return null;
  }
}
