/** Numbers the locals of one kernel. */
export type NameSource = { next: number };

/**
 * JavaScript statements in the making, with the locals that later statements of this block and of
 * blocks inside it may use. Names are letters and numbers made here.
 */
export class CodeBlock {
  readonly #parent: CodeBlock | null;
  readonly #names: NameSource;
  readonly #lines: string[] = [];
  readonly #kept = new Map<string, string>();

  constructor(parent: CodeBlock | null = null) {
    this.#parent = parent;
    this.#names = parent === null ? { next: 0 } : parent.#names;
  }

  get isEmpty(): boolean {
    return this.#lines.length === 0;
  }

  /** The statements so far. */
  get text(): string {
    return this.#lines.join('\n');
  }

  /** A block inside this one. */
  inner(): CodeBlock {
    return new CodeBlock(this);
  }

  line(text: string): void {
    this.#lines.push(text);
  }

  /** Keeps an expression in a constant and answers its name. */
  local(source: string): string {
    const name = this.#name();
    this.line(`const ${name} = ${source};`);
    return name;
  }

  /** The same, once per expression: for those that are the same wherever they stand in the row. */
  keep(source: string): string {
    const known = this.#find(source);
    if (known !== undefined) return known;
    const name = this.local(source);
    this.#kept.set(source, name);
    return name;
  }

  /** A variable that inner blocks may set. */
  variable(initial: string): string {
    const name = this.#name();
    this.line(`let ${name} = ${initial};`);
    return name;
  }

  /** Ends an inner block by taking its statements over, unconditionally. */
  absorb(inner: CodeBlock): void {
    this.#lines.push(...inner.#lines);
    for (const [source, name] of inner.#kept) this.#kept.set(source, name);
  }

  /** Ends an inner block by running its statements when a condition holds. */
  when(condition: string, inner: CodeBlock): void {
    this.line(`if (${condition}) {\n${inner.text}\n}`);
  }

  #name(): string {
    this.#names.next += 1;
    return `t${this.#names.next}`;
  }

  #find(source: string): string | undefined {
    const known = this.#kept.get(source);
    if (known !== undefined || this.#parent === null) return known;
    return this.#parent.#find(source);
  }
}
