import type { Notice } from '../api.ts';
import { checkSetting, ruleOf, settingRules, unrecognizedSetting } from './setting-rules.ts';

/** The settings of one session, as SET, SHOW and drivers know them. */
export class SessionSettings {
  readonly #values = new Map<string, string>();
  /** What RESET goes back to where that is not the server's value: what the connection began with. */
  readonly #initial = new Map<string, string>();
  /** Values before the transaction, for ROLLBACK; null outside of one. */
  #before: Map<string, string | undefined> | null = null;
  /** Values before SET LOCAL, for the end of the transaction. */
  #local = new Map<string, string | undefined>();
  readonly #changed: (name: string, value: string) => void;

  /** `changed` is told of every change that clients are told of. */
  constructor(changed: (name: string, value: string) => void) {
    this.#changed = changed;
  }

  /** The settings that a client is told when it connects. */
  reported(): readonly (readonly [name: string, value: string])[] {
    return settingRules
      .filter(({ reported }) => reported)
      .map(({ name }) => [name, this.get(name) ?? '']);
  }

  /** All settings with their values, by name. */
  all(): readonly (readonly [name: string, value: string])[] {
    return settingRules.map(({ name }) => [name, this.get(name) ?? '']);
  }

  /** The value of a setting; null for one that there is not. */
  get(name: string): string | null {
    const key = name.toLowerCase();
    return this.#values.get(key) ?? this.#initial.get(key) ?? ruleOf(key)?.initial ?? null;
  }

  /** Sets what a connection begins with. @throws SqlError 22023, 42704, 55P02 */
  begin(name: string, value: string): void {
    const key = name.toLowerCase();
    this.#initial.set(key, checkSetting(key, value).kept);
  }

  /** Sets what the server knows of the session: it may be what clients cannot change. */
  fix(name: string, value: string): void {
    this.#initial.set(name, value);
  }

  /** @throws SqlError 22023, 42704, 55P02 */
  set(name: string, value: string, local = false): Notice | null {
    const key = name.toLowerCase();
    const { kept, notice } = checkSetting(key, value);
    this.#remember(key, local);
    this.#put(key, kept);
    return notice === null ? null : { severity: 'WARNING', message: notice };
  }

  /** @throws SqlError 42704, 55P02 */
  reset(name: string): void {
    const key = name.toLowerCase();
    const initial = this.#initial.get(key) ?? ruleOf(key)?.initial;
    if (initial === undefined) {
      if (!key.includes('.') && !this.#values.has(key)) throw unrecognizedSetting(key);
      this.#values.delete(key);
      return;
    }
    this.#remember(key, false);
    this.#put(key, checkSetting(key, initial).kept);
  }

  resetAll(): void {
    for (const key of [...this.#values.keys()]) this.reset(key);
  }

  beginTransaction(): void {
    this.#before = new Map();
    this.#local = new Map();
  }

  /** What was SET in a transaction that is rolled back did not happen; SET LOCAL ends with it either way. */
  endTransaction(committed: boolean): void {
    const undone = committed
      ? this.#local
      : (this.#before ?? new Map<string, string | undefined>());
    this.#before = null;
    for (const [key, value] of undone) {
      if (value === undefined) this.#values.delete(key);
      else this.#values.set(key, value);
      this.#tell(key);
    }
    this.#local = new Map();
  }

  /** The values as they are, for `rollbackTo`. */
  mark(): ReadonlyMap<string, string> {
    return new Map(this.#values);
  }

  /** What was SET since a mark was made did not happen. */
  rollbackTo(mark: ReadonlyMap<string, string>): void {
    const changed = new Set([...this.#values.keys(), ...mark.keys()]);
    for (const key of changed) {
      const value = mark.get(key);
      if (value === this.#values.get(key)) continue;
      if (value === undefined) this.#values.delete(key);
      else this.#values.set(key, value);
      this.#tell(key);
    }
  }

  #remember(key: string, local: boolean): void {
    if (this.#before === null) return;
    if (!this.#before.has(key)) this.#before.set(key, this.#values.get(key));
    if (!local) this.#local.delete(key);
    else if (!this.#local.has(key)) this.#local.set(key, this.#values.get(key));
  }

  #put(key: string, value: string): void {
    if (this.get(key) === value) return;
    this.#values.set(key, value);
    this.#tell(key);
  }

  #tell(key: string): void {
    const rule = ruleOf(key);
    if (rule?.reported) this.#changed(rule.name, this.get(key) ?? '');
  }
}
