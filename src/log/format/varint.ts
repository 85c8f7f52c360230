/** Bytes of the number `value` as a zigzag varint of Kafka; it is an integer within ±2^53. */
export function varintBytes(value: number): number {
  if (value < -0x4000_0000 || value > 0x3fff_ffff) return longVarintBytes(value);
  const zigzag = (value << 1) ^ (value >> 31);
  return ((38 - Math.clz32(zigzag | 1)) / 7) | 0;
}

function longVarintBytes(value: number): number {
  let rest = zigzagOf(value) >> 28n;
  let bytes = 4;
  for (; rest > 0n; rest >>= 7n) bytes += 1;
  return bytes;
}

/** Writes a zigzag varint at `at`; answers the position after it. There must be room for it. */
export function writeVarint(target: Uint8Array, at: number, value: number): number {
  if (value < -0x4000_0000 || value > 0x3fff_ffff) return writeLongVarint(target, at, value);
  let zigzag = (value << 1) ^ (value >> 31);
  let end = at;
  while (zigzag > 0x7f) {
    target[end] = (zigzag & 0x7f) | 0x80;
    end += 1;
    zigzag >>>= 7;
  }
  target[end] = zigzag;
  return end + 1;
}

/** Numbers of more than 31 bits: distances in time of many days. */
function writeLongVarint(target: Uint8Array, at: number, value: number): number {
  let zigzag = zigzagOf(value);
  let end = at;
  for (; zigzag > 0x7fn; zigzag >>= 7n) {
    target[end] = Number(zigzag & 0x7fn) | 0x80;
    end += 1;
  }
  target[end] = Number(zigzag);
  return end + 1;
}

function zigzagOf(value: number): bigint {
  const wide = BigInt(value);
  return BigInt.asUintN(64, (wide << 1n) ^ (wide >> 63n));
}
