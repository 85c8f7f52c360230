import type { Catalog } from '../catalog/catalog.ts';
import type { CatalogView } from '../catalog/catalog-view.ts';
import type { SequenceDefinition } from '../catalog/definition.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { SequenceAnswers } from '../functions/session-facts.ts';
import { objectOid } from './system/numbers.ts';

/** Numbers that are made durable at once: so many may be missing after a crash. */
const blockNumbers = 32n;

/** How far a sequence has come in memory: the last number given, and the last that is kept. */
type Progress = { last: bigint | null; kept: bigint | null };

/** What a session was answered last: by the id of the sequence, and by any of them. */
type Answered = { readonly of: Map<string, bigint>; last: string | null };

/** All sequences at work. Numbers are given once, whatever becomes of the transaction. */
export class Sequences {
  readonly #catalog: Catalog;
  readonly #progress = new Map<string, Progress>();
  readonly #answered = new WeakMap<object, Answered>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  /** The sequences as a session asks for them, in the catalog that it sees. */
  answers(view: CatalogView, session: object | undefined): SequenceAnswers {
    const answered = this.#answeredIn(session);
    return {
      next: (name) => {
        const sequence = sequenceNamed(view, name);
        const value = this.#next(sequence);
        answered.of.set(sequence.id, value);
        answered.last = sequence.id;
        return value;
      },
      current: (name) => {
        const sequence = sequenceNamed(view, name);
        const value = answered.of.get(sequence.id);
        if (value !== undefined) return value;
        const message = `currval of sequence "${sequence.name}" is not yet defined in this session`;
        throw new SqlError('55000', message);
      },
      set: (name, value, isCalled) => {
        const sequence = sequenceNamed(view, name);
        this.#set(sequence, value, isCalled);
        if (isCalled) answered.of.set(sequence.id, value);
        return value;
      },
      last: () => {
        const value = answered.last === null ? undefined : answered.of.get(answered.last);
        if (value !== undefined) return value;
        throw new SqlError('55000', 'lastval is not yet defined in this session');
      },
    };
  }

  /** The number that comes next, from now on. */
  restart(sequence: SequenceDefinition, value: bigint): void {
    this.#set(sequence, value, false);
  }

  #answeredIn(session: object | undefined): Answered {
    const known = session === undefined ? undefined : this.#answered.get(session);
    if (known !== undefined) return known;
    const fresh: Answered = { of: new Map(), last: null };
    if (session !== undefined) this.#answered.set(session, fresh);
    return fresh;
  }

  #next(sequence: SequenceDefinition): bigint {
    const { id, increment } = sequence;
    const progress = this.#progressOf(id);
    const value = progress.last === null ? sequence.start : following(sequence, progress.last);
    const { kept } = progress;
    const isKept = kept !== null && (increment > 0n ? value <= kept : value >= kept);
    // A cycle begins anew behind what is kept.
    if (!isKept || progress.last === null || value === boundary(sequence)) {
      progress.kept = clamped(sequence, value + increment * (blockNumbers - 1n));
      this.#catalog.setCounter(id, progress.kept);
    }
    progress.last = value;
    return value;
  }

  #set(sequence: SequenceDefinition, value: bigint, isCalled: boolean): void {
    const { id, name, min, max, increment } = sequence;
    if (value < min || value > max) {
      throw new SqlError(
        '22003',
        `setval: value ${value} is out of bounds for sequence "${name}" (${min}..${max})`,
      );
    }
    const last = isCalled ? value : value - increment;
    this.#catalog.setCounter(id, last);
    this.#progress.set(id, { last, kept: last });
  }

  #progressOf(id: string): Progress {
    const known = this.#progress.get(id);
    if (known !== undefined) return known;
    const kept = this.#catalog.counter(id);
    const progress: Progress = { last: kept, kept };
    this.#progress.set(id, progress);
    return progress;
  }
}

/** Where counting begins again. */
function boundary({ increment, min, max }: SequenceDefinition): bigint {
  return increment > 0n ? min : max;
}

function clamped({ min, max }: SequenceDefinition, value: bigint): bigint {
  if (value > max) return max;
  return value < min ? min : value;
}

/** @throws SqlError 2200H behind the last number */
function following(sequence: SequenceDefinition, last: bigint): bigint {
  const { increment, min, max, cycle, name } = sequence;
  const value = last + increment;
  if (value >= min && value <= max) return value;
  if (cycle) return boundary(sequence);
  const [word, limit] = increment > 0n ? ['maximum', max] : ['minimum', min];
  throw new SqlError('2200H', `nextval: reached ${word} value of sequence "${name}" (${limit})`);
}

/** @throws SqlError 42P01, 42809 */
function sequenceNamed(view: CatalogView, name: string | bigint): SequenceDefinition {
  if (typeof name === 'bigint') {
    const byOid = view.sequences().find(({ id }) => BigInt(objectOid(id)) === name);
    if (byOid !== undefined) return byOid;
    throw new SqlError(sqlState.undefinedTable, `could not open relation with OID ${name}`);
  }
  const parts = name.split('.').map((part) => {
    return part.startsWith('"') && part.endsWith('"') ? part.slice(1, -1) : part.toLowerCase();
  });
  const found = view.find(parts);
  if (found?.kind === 'sequence') return found;
  if (found !== null) throw new SqlError('42809', `"${name}" is not a sequence`);
  throw new SqlError(sqlState.undefinedTable, `relation "${name}" does not exist`);
}
