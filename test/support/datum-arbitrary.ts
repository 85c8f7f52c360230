import fc from 'fast-check';
import { printJson, readJson } from '../../src/data/json-tree.ts';
import { mapOf } from '../../src/data/map-datum.ts';
import type { Datum, SqlType } from '../../src/data/sql-type.ts';

const bits = (n: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: -(2 ** (n - 1)), max: 2 ** (n - 1) - 1 }),
    fc.integer({ min: -12, max: 12 }),
    fc.constantFrom(-(2 ** (n - 1)), 2 ** (n - 1) - 1),
  );

const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -1000n, max: 1000n }),
  fc.bigInt({ min: -(2n ** 31n) - 3n, max: 2n ** 31n + 3n }),
  fc.constantFrom(2n ** 53n - 1n, -(2n ** 53n) + 1n, 2n ** 63n - 1n, -(2n ** 63n)),
);

const micros = fc.oneof(
  fc.bigInt({ min: -210_866_803_200_000_000n, max: 2n ** 63n - 1n }),
  fc.bigInt({ min: 1_500_000_000_000_000n, max: 1_900_000_000_000_000n }),
  fc.bigInt({ min: -100_000_000_000n, max: 100_000_000_000n }),
  fc.constantFrom(-1n, 0n, 86_399_999_999n, 86_400_000_000n, -86_400_000_000n),
);

/** Texts of a few letters, so that patterns and parts are often found; some beyond ASCII. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '%', '_', 'é', '😀'), maxLength: 6 });

/** Any value of a type but NULL, its limits and what is near them often. */
export function datumOf(type: SqlType): fc.Arbitrary<Exclude<Datum, null>> {
  switch (type.kind) {
    case 'boolean':
      return fc.boolean();
    case 'smallint':
      return bits(16);
    case 'integer':
      return bits(32);
    case 'bigint':
      return int64;
    case 'real':
      return fc.oneof(
        fc.float(),
        fc.integer({ min: -9, max: 9 }).map((n) => n / 2),
      );
    case 'double':
      return fc.oneof(
        fc.double(),
        bits(32).map((n) => n / 2),
        fc.double({ min: -1e6, max: 1e6 }),
      );
    case 'numeric':
      return numericOf(type.precision, type.scale);
    case 'text':
    case 'unknown':
      return text;
    case 'json':
      return fc.json();
    case 'jsonb':
      return fc.json().map((json) => printJson(readJson(json)));
    case 'time':
      return fc.bigInt({ min: 0n, max: 86_400_000_000n });
    case 'uuid':
      return fc.uuid();
    case 'bytea':
      return fc
        .uint8Array({ maxLength: 6 })
        .map((bytes) => `\\x${Buffer.from(bytes).toString('hex')}`);
    case 'array':
      return fc.array(fc.oneof(fc.constant(null), datumOf(type.element)), { maxLength: 4 });
    case 'struct':
      return fc
        .tuple(...type.fields.map((field) => fc.oneof(fc.constant(null), datumOf(field.type))))
        .map((fields) => ({ fields }));
    case 'map':
      return fc
        .array(fc.tuple(datumOf(type.key), fc.oneof(fc.constant(null), datumOf(type.value))), {
          maxLength: 4,
        })
        .map((entries) => mapOf(entries, type.key));
    case 'date':
      return fc.oneof(
        fc.integer({ min: -2_440_588, max: 2 ** 31 - 1 }),
        fc.integer({ min: -9999, max: 30_000 }),
      );
    case 'timestamp':
    case 'timestamptz':
      return micros;
    case 'interval':
      return fc.record({
        months: fc.oneof(fc.constant(0), fc.integer({ min: -30, max: 30 })),
        days: fc.oneof(fc.constant(0), fc.integer({ min: -400, max: 400 })),
        micros: fc.oneof(fc.constant(0), fc.integer({ min: -(2 ** 40), max: 2 ** 40 })),
      });
  }
}

function numericOf(precision: number | null, scale: number | null): fc.Arbitrary<bigint | string> {
  if (scale === null) {
    const units = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
    return fc.tuple(units, fc.integer({ min: 0, max: 6 })).map(([value, places]) => {
      const digits = String(value < 0n ? -value : value).padStart(places + 1, '0');
      const point = digits.length - places;
      const fraction = places === 0 ? '' : `.${digits.slice(point)}`;
      return `${value < 0n ? '-' : ''}${digits.slice(0, point)}${fraction}`;
    });
  }
  const limit =
    precision === null || precision > 18 ? 2n ** 63n - 1n : 10n ** BigInt(precision) - 1n;
  return fc.oneof(
    fc.bigInt({ min: -limit, max: limit }),
    fc.bigInt({ min: -(limit < 2000n ? limit : 2000n), max: limit < 2000n ? limit : 2000n }),
  );
}
