import { parse } from '../parser/parse.ts';
import { EngineStatement } from './engine-statement.ts';

/** Texts that are kept at most, and characters of each. */
const textsMax = 2000;
const charactersMax = 4096;

/** The statements of texts that came lately: clients say the same things over and over. */
export class StatementCache {
  readonly #texts = new Map<string, readonly EngineStatement[]>();

  /** @throws SqlError 42601 */
  parse(sql: string): readonly EngineStatement[] {
    const known = this.#texts.get(sql);
    if (known !== undefined) return known;
    const statements = parse(sql).map((parsed) => EngineStatement.of(sql, parsed));
    if (sql.length <= charactersMax) this.#keep(sql, statements);
    return statements;
  }

  #keep(sql: string, statements: readonly EngineStatement[]): void {
    if (this.#texts.size >= textsMax) {
      for (const oldest of this.#texts.keys()) {
        this.#texts.delete(oldest);
        break;
      }
    }
    this.#texts.set(sql, statements);
  }
}
