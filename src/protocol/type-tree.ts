/** A type as the names of the wire say it: with parts, or one that has a name alone. */
export type TypeTree =
  | { readonly kind: 'array'; readonly element: TypeTree }
  | {
      readonly kind: 'struct';
      readonly fields: readonly { readonly name: string; readonly type: TypeTree }[];
    }
  | { readonly kind: 'map'; readonly key: TypeTree; readonly value: TypeTree }
  | { readonly kind: 'named'; readonly name: string };

/** Reads the name of a type: 'integer[]', 'struct<a numeric(4,2), "b c" text[]>', 'map<text, bigint>'. */
export function readTypeName(name: string): TypeTree {
  return new TypeNameReader(name).type();
}

class TypeNameReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  type(): TypeTree {
    let type = this.#base();
    while (this.#takes(/\[\]/y) !== null) type = { kind: 'array', element: type };
    return type;
  }

  #base(): TypeTree {
    if (this.#takes(/struct</y) !== null) return { kind: 'struct', fields: this.#fields() };
    if (this.#takes(/map</y) !== null) {
      const key = this.type();
      this.#takes(/, /y);
      const value = this.type();
      this.#takes(/>/y);
      return { kind: 'map', key, value };
    }
    return { kind: 'named', name: this.#takes(/(?:[^,<>()[\]]|\([^)]*\))*/y) ?? '' };
  }

  #fields(): { readonly name: string; readonly type: TypeTree }[] {
    const fields: { readonly name: string; readonly type: TypeTree }[] = [];
    while (this.#at < this.#text.length && this.#takes(/>/y) === null) {
      const name = this.#takes(/"(?:[^"]|"")*"|[^ ]*/y) ?? '';
      this.#takes(/ /y);
      const plain = name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
      fields.push({ name: plain, type: this.type() });
      if (this.#takes(/, /y) === null && this.#text[this.#at] !== '>') break;
    }
    return fields;
  }

  /** What stands here and matches; null where nothing does. */
  #takes(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    this.#at += found?.length ?? 0;
    return found;
  }
}
