import type { ParserMethod } from 'chevrotain';
import type { Position } from '../../common/sql-error.ts';
import type {
  ExpressionNode,
  FunctionParameter,
  Identifier,
  Name,
  SequenceOption,
  StatementNode,
  TypeName,
} from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { type CreateStart, DefinitionParser } from './definition-parser.ts';
import { keyword, types } from './token-types.ts';

type CreateFunction = Extract<StatementNode, { kind: 'createFunction' }>;
type Returns = Pick<CreateFunction, 'returns' | 'returnsSet' | 'returnsTable'>;
/** What stands behind the parameters, each at most once. */
type FunctionParts = Partial<
  Pick<CreateFunction, 'language' | 'body' | 'bodyPlace' | 'volatility' | 'strict'>
>;

const noReturns: Returns = { returns: null, returnsSet: false, returnsTable: [] };

/** CREATE INDEX, FUNCTION, SCHEMA and SEQUENCE. */
export abstract class RoutineParser extends DefinitionParser {
  /** `CREATE [UNIQUE] INDEX [IF NOT EXISTS] [name] ON relation [USING method] (keys) [WITH (…)]`. */
  protected readonly createIndex: ParserMethod<[CreateStart], StatementNode> = this.RULE(
    'createIndex',
    (start: CreateStart) => {
      let unique = false;
      let name: Identifier | null = null;
      let method: Identifier | null = null;
      let include: readonly Identifier[] = [];
      let where: ExpressionNode | null = null;
      this.OPTION(() => {
        this.CONSUME(keyword.unique);
        unique = true;
      });
      const word = this.token(0, keyword.index);
      this.ACTION(() => this.refuseReplace(start, word));
      const ifNotExists = this.SUBRULE(this.ifNotExists);
      this.OPTION1(() => {
        name = this.SUBRULE(this.identifier);
      });
      this.CONSUME(keyword.on);
      const on = this.SUBRULE(this.qualifiedName);
      this.OPTION2(() => {
        this.CONSUME(keyword.using);
        method = this.SUBRULE1(this.identifier);
      });
      this.CONSUME(types.open);
      const keys = this.SUBRULE(this.orderItems);
      this.CONSUME(types.close);
      this.OPTION3(() => {
        this.CONSUME(keyword.include);
        include = this.SUBRULE(this.identifierList);
      });
      const options = this.SUBRULE(this.optionalOptions);
      this.OPTION4(() => {
        this.CONSUME(keyword.where);
        where = this.SUBRULE(this.expression);
      });
      return this.ACTION<StatementNode>(() => {
        const position = this.placeFrom(start.first);
        const rest = { on, method, keys, include, where, options };
        return { kind: 'createIndex', name, unique, ifNotExists, ...rest, position };
      });
    },
  );

  protected readonly createSchema: ParserMethod<[CreateStart], StatementNode> = this.RULE(
    'createSchema',
    (start: CreateStart) => {
      const word = this.token(0, keyword.schema);
      this.ACTION(() => this.refuseReplace(start, word));
      const ifNotExists = this.SUBRULE(this.ifNotExists);
      const name = this.SUBRULE(this.identifier);
      let owner: Identifier | null = null;
      this.OPTION(() => {
        this.CONSUME(keyword.authorization);
        owner = this.SUBRULE1(this.identifier);
      });
      return this.ACTION<StatementNode>(() => {
        const position = this.placeFrom(start.first);
        const made = { kind: 'createSchema', name, ifNotExists, position } as const;
        return owner === null ? made : { ...made, owner };
      });
    },
  );

  /** `CREATE SEQUENCE [IF NOT EXISTS] name [options]`. */
  protected readonly createSequence: ParserMethod<[CreateStart], StatementNode> = this.RULE(
    'createSequence',
    (start: CreateStart) => {
      const word = this.token(0, keyword.sequence);
      this.ACTION(() => this.refuseReplace(start, word));
      const ifNotExists = this.SUBRULE(this.ifNotExists);
      const name = this.SUBRULE(this.qualifiedName);
      const options: SequenceOption[] = [];
      this.MANY(() => options.push(this.SUBRULE(this.sequenceOption)));
      return this.ACTION<StatementNode>(() => {
        const { first, temporary } = start;
        const position = this.placeFrom(first);
        return { kind: 'createSequence', name, temporary, ifNotExists, options, position };
      });
    },
  );

  /** `CREATE FUNCTION name(parameters) RETURNS type LANGUAGE sql AS $$ … $$`. */
  protected readonly createFunction: ParserMethod<[CreateStart], StatementNode> = this.RULE(
    'createFunction',
    (start: CreateStart) => {
      let returns = noReturns;
      this.CONSUME(keyword.function);
      const name: Name = this.SUBRULE(this.qualifiedName);
      const parameters = this.SUBRULE(this.functionParameters);
      this.OPTION({
        GATE: () => !this.isAhead(2, keyword.null),
        DEF: () => {
          returns = this.SUBRULE(this.functionReturns);
        },
      });
      const parts: FunctionParts = {};
      this.MANY(() => this.SUBRULE(this.functionPart, { ARGS: [parts] }));
      return this.ACTION<StatementNode>(() => {
        const { first, orReplace } = start;
        const position = this.placeFrom(first);
        const { body, bodyPlace, language = null, volatility = null, strict = false } = parts;
        if (body === undefined) {
          this.fail(
            'no function body specified',
            position,
            'Write AS $$ … $$, or RETURN expression.',
          );
        }
        const place = bodyPlace === undefined ? {} : { bodyPlace };
        const rest = { parameters, ...returns, language, body, ...place, volatility, strict };
        return { kind: 'createFunction', name, orReplace, ...rest, position };
      });
    },
  );

  private readonly functionParameters: ParserMethod<[], FunctionParameter[]> = this.RULE(
    'functionParameters',
    () => {
      const parameters: FunctionParameter[] = [];
      this.CONSUME(types.open);
      this.MANY_SEP({
        SEP: types.comma,
        DEF: () => parameters.push(this.SUBRULE(this.functionParameter)),
      });
      this.CONSUME(types.close);
      return parameters;
    },
  );

  /** `[VARIADIC] [name] type [DEFAULT expression]`. */
  private readonly functionParameter: ParserMethod<[], FunctionParameter> = this.RULE(
    'functionParameter',
    () => {
      const first = this.peek();
      let variadic = false;
      let name: Identifier | null = null;
      let fallback: ExpressionNode | null = null;
      this.OPTION(() => {
        this.CONSUME(keyword.variadic);
        variadic = true;
      });
      this.OPTION1({
        GATE: () => this.isParameterNameAhead(),
        DEF: () => {
          name = this.SUBRULE(this.identifier);
        },
      });
      const type = this.SUBRULE(this.typeName);
      this.OPTION2(() => {
        this.OR([
          { ALT: () => this.CONSUME(keyword.default) },
          { ALT: () => this.CONSUME(types.equals) },
        ]);
        const value = this.SUBRULE(this.expression);
        this.ACTION(() => {
          fallback = value;
        });
      });
      return this.ACTION(() => {
        return { name, type, variadic, default: fallback, position: this.placeFrom(first) };
      });
    },
  );

  /** Two words are a name and a type, unless the two are one type. */
  private isParameterNameAhead(): boolean {
    const isType =
      this.isAhead(2, keyword.precision) ||
      this.isAhead(2, keyword.varying) ||
      (this.isAhead(1, keyword.interval) && this.isAhead(2, types.unit)) ||
      (this.isAhead(1, keyword.national) && this.isAhead(2, keyword.char));
    return !isType && (this.isAhead(2, types.name) || this.isAhead(2, keyword.array));
  }

  /** RETURNS type, RETURNS SETOF type, RETURNS TABLE (…). */
  private readonly functionReturns: ParserMethod<[], Returns> = this.RULE('functionReturns', () => {
    this.CONSUME(keyword.returns);
    return this.OR<Returns>({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(keyword.table);
            const returnsTable = this.SUBRULE(this.functionParameters);
            return { returns: null, returnsSet: true, returnsTable };
          },
        },
        {
          GATE: () => this.isAhead(2, types.name) || this.isAhead(2, keyword.array),
          ALT: () => {
            this.CONSUME(keyword.setof);
            const returns: TypeName = this.SUBRULE(this.typeName);
            return { returns, returnsSet: true, returnsTable: [] };
          },
        },
        {
          ALT: () => {
            return { returns: this.SUBRULE1(this.typeName), returnsSet: false, returnsTable: [] };
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  private readonly functionPart: ParserMethod<[FunctionParts], void> = this.RULE(
    'functionPart',
    (parts: FunctionParts) => {
      const first = this.peek();
      const found = this.OR<FunctionParts>([
        { ALT: () => ({ language: this.SUBRULE(this.functionLanguage) }) },
        {
          ALT: () => {
            this.CONSUME(keyword.as);
            const text = this.token(0, types.string);
            return this.ACTION(() => ({ body: text.value, bodyPlace: { position: inside(text) } }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.return);
            return { body: this.SUBRULE(this.expression) };
          },
        },
        {
          ALT: () => {
            const word = this.SUBRULE(this.volatilityWord);
            return this.ACTION(() => {
              return { volatility: word.value as CreateFunction['volatility'] };
            });
          },
        },
        { ALT: () => ({ strict: this.SUBRULE(this.strictness) }) },
      ]);
      this.ACTION(() => {
        const [key] = Object.keys(found) as [keyof FunctionParts];
        if (parts[key] !== undefined) {
          this.fail('conflicting or redundant options', this.placeFrom(first));
        }
        Object.assign(parts, found);
      });
    },
  );

  private readonly functionLanguage: ParserMethod<[], string> = this.RULE(
    'functionLanguage',
    () => {
      this.CONSUME(keyword.language);
      const word = this.OR([
        { ALT: () => this.token(0, types.name) },
        { ALT: () => this.token(1, types.string) },
      ]);
      return this.ACTION(() => word.value.toLowerCase());
    },
  );

  private readonly volatilityWord: ParserMethod<[], Token> = this.RULE('volatilityWord', () =>
    this.OR([
      { ALT: () => this.token(0, keyword.immutable) },
      { ALT: () => this.token(0, keyword.stable) },
      { ALT: () => this.token(0, keyword.volatile) },
    ]),
  );

  /** STRICT, RETURNS NULL ON NULL INPUT; CALLED ON NULL INPUT is its contrary. */
  private readonly strictness: ParserMethod<[], boolean> = this.RULE('strictness', () =>
    this.OR<boolean>([
      {
        ALT: () => {
          this.CONSUME(keyword.strict);
          return true;
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.returns);
          this.CONSUME(keyword.null);
          this.SUBRULE(this.onNullInput);
          return true;
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.called);
          this.SUBRULE1(this.onNullInput);
          return false;
        },
      },
    ]),
  );

  private readonly onNullInput: ParserMethod<[], void> = this.RULE('onNullInput', () => {
    this.CONSUME(keyword.on);
    this.CONSUME(keyword.null);
    this.CONSUME(keyword.input);
  });
}

/** Where what a string holds begins: behind the quote, or the tag between two `$`. */
function inside({ line, column, start, end, value }: Token): Position {
  const quote = Math.max(1, Math.floor((end - start - value.length) / 2));
  return { line, column: column + quote, length: 1 };
}
