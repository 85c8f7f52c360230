import { ByteBuilder, Float64Builder, Int32Builder } from './fixed-builders.ts';
import { Integer64Builder } from './integer64-builder.ts';
import { type SqlType, storageOf } from './sql-type.ts';
import { TextBuilder } from './text-builder.ts';

/**
 * Grows one vector row by row. Each kind takes values by methods of its own (`appendNumber`,
 * `appendBigInt`, `appendBytes`, `appendString`): a hot loop knows which builder it feeds, so that
 * its calls stay monomorphic. `finish` hands over the vector and leaves an empty builder.
 */
export type VectorBuilder =
  | ByteBuilder
  | Int32Builder
  | Float64Builder
  | Integer64Builder
  | TextBuilder;

/** An empty builder for the storage of a type. */
export function builderFor(type: SqlType): VectorBuilder {
  switch (storageOf(type)) {
    case 'u8':
      return new ByteBuilder();
    case 'i32':
      return new Int32Builder();
    case 'f64':
      return new Float64Builder();
    case 'integer64':
      return new Integer64Builder();
    case 'text':
      return new TextBuilder();
  }
}
