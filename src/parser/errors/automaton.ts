import type { IProduction, Option as OptionProduction, Rule, TokenType } from 'chevrotain';
import {
  Alternation,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  Terminal,
} from '../grammar/chevrotain.ts';

/** A point between two symbols of a rule, and the ways on from it. */
export type State = {
  readonly index: number;
  /** The number of its rule. */
  readonly rule: number;
  readonly tokens: { readonly type: TokenType; readonly to: State }[];
  readonly calls: { readonly rule: number; readonly to: State }[];
  /** States that are the same point of the text. */
  readonly same: State[];
  /** Whether the rule may end here. */
  isFinal: boolean;
};

/** The grammar as one small automaton per rule, in which a move is a token or a whole rule. */
export type Automaton = {
  readonly stateCount: number;
  /** Where each rule begins, by the rule's number. */
  readonly starts: readonly State[];
  readonly ruleNumbers: ReadonlyMap<string, number>;
};

/** Builds the automaton of a recorded grammar. */
export function automatonOf(rules: readonly Rule[]): Automaton {
  return new Builder(rules).build();
}

class Builder {
  readonly #rules: readonly Rule[];
  readonly #numbers: ReadonlyMap<string, number>;
  #count = 0;
  #rule = 0;

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
    this.#numbers = new Map(rules.map((rule, number) => [rule.name, number]));
  }

  build(): Automaton {
    const starts = this.#rules.map((rule, number) => {
      this.#rule = number;
      const start = this.#state();
      this.#sequence(rule.definition, start).isFinal = true;
      return start;
    });
    return { stateCount: this.#count, starts, ruleNumbers: this.#numbers };
  }

  #state(): State {
    const index = this.#count;
    this.#count += 1;
    return { index, rule: this.#rule, tokens: [], calls: [], same: [], isFinal: false };
  }

  /** Adds productions one after the other; answers the state behind the last. */
  #sequence(productions: readonly IProduction[], from: State): State {
    return productions.reduce<State>((state, production) => this.#add(production, state), from);
  }

  #add(production: IProduction, from: State): State {
    if (production instanceof Terminal) return this.#token(production.terminalType, from);
    if (production instanceof NonTerminal) return this.#call(production.nonTerminalName, from);
    if (production instanceof Alternation) return this.#choice(production.definition, from);
    if (production instanceof RepetitionMandatoryWithSeparator) {
      return this.#loop(production.definition, from, production.separator, false);
    }
    if (production instanceof RepetitionWithSeparator) {
      return this.#loop(production.definition, from, production.separator, true);
    }
    if (production instanceof RepetitionMandatory) {
      return this.#loop(production.definition, from, null, false);
    }
    if (production instanceof Repetition) {
      return this.#loop(production.definition, from, null, true);
    }
    const { definition } = production as OptionProduction;
    const end = this.#sequence(definition, from);
    if (production instanceof Option) from.same.push(end);
    return end;
  }

  #token(type: TokenType, from: State): State {
    const to = this.#state();
    from.tokens.push({ type, to });
    return to;
  }

  #call(name: string, from: State): State {
    const to = this.#state();
    from.calls.push({ rule: this.#numbers.get(name) as number, to });
    return to;
  }

  #choice(alternatives: readonly IProduction[], from: State): State {
    const end = this.#state();
    for (const alternative of alternatives) this.#add(alternative, from).same.push(end);
    return end;
  }

  #loop(
    body: readonly IProduction[],
    from: State,
    separator: TokenType | null,
    isOptional: boolean,
  ): State {
    const begin = this.#state();
    const end = this.#state();
    from.same.push(begin);
    const behind = this.#sequence(body, begin);
    behind.same.push(end);
    if (separator === null) behind.same.push(begin);
    else this.#token(separator, behind).same.push(begin);
    if (isOptional) from.same.push(end);
    return end;
  }
}
