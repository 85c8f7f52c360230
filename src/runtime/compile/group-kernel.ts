/** How one key column comes into the kernel: `u8`, `i32` and `f64` as numbers, `i64` as BigInt. */
export type KeyColumnKind = 'u8' | 'i32' | 'double' | 'integer' | 'i64';

/** What a locate kernel is made for: one kind per key column, and whether NULL keys can occur. */
export type GroupSignature = { readonly kinds: readonly KeyColumnKind[]; readonly masked: boolean };

/** The arrays of a group table as the kernel sees them. `state[0]` is the group count, `state[1]` its limit. */
export type GroupArrays = {
  readonly slots: Int32Array;
  readonly hashes: Int32Array;
  readonly nullMasks: Int32Array;
  readonly state: Int32Array;
  readonly keys: readonly KeyArray[];
};

export type KeyArray = Int32Array | Float64Array | BigInt64Array;

/** A key column of a batch. */
export type KeyColumn = {
  readonly kind: KeyColumnKind;
  readonly values: Uint8Array | KeyArray;
  readonly nulls: Uint8Array | null;
};

/**
 * Writes the group of every row from `start` on to `out`, adding groups as they appear. Returns
 * the row at which the table was full, or `rowCount`: the caller grows the table and goes on.
 */
export type LocateKernel = (
  rowCount: number,
  start: number,
  out: Int32Array,
  table: GroupArrays,
  columns: readonly KeyColumn[],
) => number;

/**
 * JavaScript source of a locate kernel: open addressing with linear probing over typed arrays, all
 * in locals. Built from numbers and fixed words alone. Equal numbers hash equally as doubles and
 * as 64-bit integers; NaN equals NaN and −0 equals 0, as in PostgreSQL.
 */
export function groupKernelSource({ kinds, masked }: GroupSignature): string {
  const each = (line: (kind: KeyColumnKind, k: number) => string): string =>
    kinds.map(line).join('\n');
  const same = kinds.map((kind, k) => equalSource(kind, k));
  if (masked) same.unshift('masks[g] === z');
  return `
const slots = table.slots, hashes = table.hashes, masks = table.nullMasks, state = table.state;
${each((_, k) => `const k${k} = table.keys[${k}], v${k} = columns[${k}].values, n${k} = columns[${k}].nulls;`)}
const mask = slots.length - 1, limit = state[1];
let count = state[0];
for (let i = start; i < rowCount; i++) {
${each((kind, k) => loadSource(kind, k))}
${masked ? `let z = 0;\n${each((kind, k) => nullSource(kind, k))}` : ''}
let h = ${masked ? 'z' : '0'};
${each((kind, k) => hashSource(kind, k))}
h ^= h >>> 15;
let s = h & mask;
for (;;) {
let g = slots[s] - 1;
if (g < 0) {
if (count >= limit) { state[0] = count; return i; }
g = count++;
slots[s] = g + 1;
hashes[g] = h;
${masked ? 'masks[g] = z;' : ''}
${each((_, k) => `k${k}[g] = x${k};`)}
out[i] = g;
break;
}
if (${same.length === 0 ? 'true' : same.join(' && ')}) { out[i] = g; break; }
s = (s + 1) & mask;
}
}
state[0] = count;
return rowCount;`;
}

/** The function of a source text; in a worker the same text makes the same function. */
export function instantiateGroupKernel(source: string): LocateKernel {
  return new Function('rowCount', 'start', 'out', 'table', 'columns', source) as LocateKernel;
}

function loadSource(kind: KeyColumnKind, k: number): string {
  return kind === 'double' ? `let x${k} = v${k}[i] + 0;` : `let x${k} = v${k}[i];`;
}

function nullSource(kind: KeyColumnKind, k: number): string {
  return `if (n${k} !== null && n${k}[i] === 1) { z |= ${2 ** k}; x${k} = ${kind === 'i64' ? '0n' : '0'}; }`;
}

function equalSource(kind: KeyColumnKind, k: number): string {
  if (kind !== 'double') return `k${k}[g] === x${k}`;
  return `(k${k}[g] === x${k} || (x${k} !== x${k} && k${k}[g] !== k${k}[g]))`;
}

/** A 64-bit integer is hashed by its low 32 bits and its quotient by 2^32, which both encodings can give. */
function hashSource(kind: KeyColumnKind, k: number): string {
  switch (kind) {
    case 'u8':
    case 'i32':
      return mixSource(`x${k}`, '0');
    case 'i64':
      return mixSource(`Number(BigInt.asIntN(32, x${k}))`, `(Number(x${k} / 4294967296n) | 0)`);
    case 'integer':
      return mixSource(`(x${k} | 0)`, `((x${k} * 2.3283064365386963e-10) | 0)`);
    case 'double':
      return mixSource(
        `(x${k} | 0)`,
        `(((x${k} * 2.3283064365386963e-10) | 0) ^ ((x${k} - Math.trunc(x${k})) * 4294967296))`,
      );
  }
}

function mixSource(low: string, high: string): string {
  const mixed = high === '0' ? low : `(${low} ^ Math.imul(${high}, 0x85ebca6b))`;
  return `h = Math.imul(h ^ ${mixed}, 0x9e3779b1); h ^= h >>> 16;`;
}
