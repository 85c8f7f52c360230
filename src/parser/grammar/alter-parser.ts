import type { ParserMethod } from 'chevrotain';
import type {
  AlterAction,
  ExpressionNode,
  Identifier,
  Name,
  ObjectKind,
  SequenceOption,
  StatementNode,
  TypeName,
} from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { RoutineParser } from './routine-parser.ts';
import { keyword, types } from './token-types.ts';

type WithoutPlace<Action> = Action extends AlterAction ? Omit<Action, 'position'> : never;
/** An action before its place is known. */
type AlterChange = WithoutPlace<AlterAction>;

/** ALTER, DROP and COMMENT. */
export abstract class AlterParser extends RoutineParser {
  protected readonly alter: ParserMethod<[], StatementNode> = this.RULE('alter', () => {
    const first = this.token(0, keyword.alter);
    const actions: AlterAction[] = [];
    const object = this.SUBRULE(this.objectKind);
    const ifExists = this.SUBRULE(this.ifExists);
    const name = this.SUBRULE(this.qualifiedName);
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => actions.push(this.SUBRULE(this.alterAction)),
    });
    return this.ACTION<StatementNode>(() => {
      return { kind: 'alter', object, name, ifExists, actions, position: this.placeFrom(first) };
    });
  });

  private readonly alterAction: ParserMethod<[], AlterAction> = this.RULE('alterAction', () => {
    const first = this.peek();
    const change = this.OR<AlterChange>([
      { ALT: () => this.SUBRULE(this.renameAction) },
      { ALT: () => this.SUBRULE(this.sequenceAction) },
      { ALT: () => this.SUBRULE(this.addAction) },
      { ALT: () => this.SUBRULE(this.dropAction) },
      { ALT: () => this.SUBRULE(this.columnAction) },
      { ALT: () => this.SUBRULE(this.setAction) },
      {
        ALT: () => {
          this.CONSUME(keyword.reset);
          return { kind: 'resetOptions', keys: this.SUBRULE(this.optionKeys) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.owner);
          this.CONSUME(keyword.to);
          return { kind: 'owner', to: this.SUBRULE(this.identifier) };
        },
      },
    ]);
    return this.ACTION(() => ({ ...change, position: this.placeFrom(first) }) as AlterAction);
  });

  /** RENAME TO name, RENAME [COLUMN] name TO name. */
  private readonly renameAction: ParserMethod<[], AlterChange> = this.RULE('renameAction', () => {
    this.CONSUME(keyword.rename);
    return this.OR<AlterChange>([
      {
        ALT: () => {
          this.CONSUME(keyword.to);
          return { kind: 'rename', to: this.SUBRULE(this.identifier) };
        },
      },
      {
        ALT: () => {
          this.SUBRULE(this.columnWord);
          const column = this.SUBRULE1(this.identifier);
          this.CONSUME1(keyword.to);
          return { kind: 'renameColumn', column, to: this.SUBRULE2(this.identifier) };
        },
      },
    ]);
  });

  /** The word COLUMN, which may be left away. */
  private readonly columnWord: ParserMethod<[], void> = this.RULE('columnWord', () => {
    this.OPTION(() => this.CONSUME(keyword.column));
  });

  /** ADD [COLUMN] …, ADD [CONSTRAINT name] …. */
  private readonly addAction: ParserMethod<[], AlterChange> = this.RULE('addAction', () => {
    this.CONSUME(keyword.add);
    return this.OR<AlterChange>({
      DEF: [
        {
          GATE: () => this.isConstraintAhead(),
          ALT: () => this.SUBRULE(this.addedConstraint),
        },
        {
          ALT: () => {
            this.SUBRULE(this.columnWord);
            const ifNotExists = this.SUBRULE(this.ifNotExists);
            const column = this.SUBRULE(this.columnDefinition);
            return this.ACTION<AlterChange>(() => ({ kind: 'addColumn', ifNotExists, column }));
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  private readonly addedConstraint: ParserMethod<[], AlterChange> = this.RULE(
    'addedConstraint',
    () => {
      const elements = this.noElements();
      this.SUBRULE(this.tableConstraint, { ARGS: [elements] });
      return this.ACTION<AlterChange>(() => {
        const [constraint] = elements.constraints;
        if (constraint !== undefined) return { kind: 'addConstraint', constraint };
        const { primaryKey: columns, keyName: name, keyPlace } = elements;
        const position = keyPlace ?? this.placeFrom(this.peek());
        const key = { kind: 'primaryKey', name, columns, position } as const;
        return { kind: 'addConstraint', constraint: key };
      });
    },
  );

  /** DROP [COLUMN] name, DROP CONSTRAINT name. */
  private readonly dropAction: ParserMethod<[], AlterChange> = this.RULE('dropAction', () => {
    this.CONSUME(keyword.drop);
    const isConstraint = this.OR<boolean>([
      {
        ALT: () => {
          this.CONSUME(keyword.constraint);
          return true;
        },
      },
      {
        ALT: () => {
          this.SUBRULE(this.columnWord);
          return false;
        },
      },
    ]);
    const ifExists = this.SUBRULE(this.ifExists);
    const name = this.SUBRULE(this.identifier);
    const cascade = this.SUBRULE(this.cascadeOrRestrict);
    return this.ACTION<AlterChange>(() =>
      isConstraint
        ? { kind: 'dropConstraint', name, ifExists, cascade }
        : { kind: 'dropColumn', column: name, ifExists, cascade },
    );
  });

  /** What ALTER SEQUENCE says, as CREATE SEQUENCE does. */
  private readonly sequenceAction: ParserMethod<[], AlterChange> = this.RULE(
    'sequenceAction',
    () => {
      const options: SequenceOption[] = [];
      this.AT_LEAST_ONE(() => options.push(this.SUBRULE(this.sequenceOption)));
      return this.ACTION<AlterChange>(() => ({ kind: 'sequence', options }));
    },
  );

  /** `ALTER [COLUMN] name TYPE …`, SET and DROP of DEFAULT and NOT NULL. */
  private readonly columnAction: ParserMethod<[], AlterChange> = this.RULE('columnAction', () => {
    this.CONSUME(keyword.alter);
    this.SUBRULE(this.columnWord);
    const column = this.SUBRULE(this.identifier);
    return this.OR<AlterChange>({
      DEF: [
        {
          GATE: () => !this.isAhead(1, keyword.set) || this.isAhead(2, keyword.data),
          ALT: () => this.SUBRULE(this.columnType, { ARGS: [column] }),
        },
        {
          GATE: () => !this.isAhead(2, keyword.data),
          ALT: () => {
            this.CONSUME(keyword.set);
            return this.OR1<AlterChange>([
              {
                ALT: () => {
                  this.CONSUME(keyword.default);
                  const value = this.SUBRULE(this.expression);
                  return { kind: 'setDefault', column, default: value };
                },
              },
              {
                ALT: () => {
                  this.CONSUME(keyword.not);
                  this.CONSUME(keyword.null);
                  return { kind: 'setNotNull', column, notNull: true };
                },
              },
            ]);
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.drop);
            return this.OR2<AlterChange>([
              {
                ALT: () => {
                  this.CONSUME1(keyword.default);
                  return { kind: 'setDefault', column, default: null };
                },
              },
              {
                ALT: () => {
                  this.CONSUME1(keyword.not);
                  this.CONSUME1(keyword.null);
                  return { kind: 'setNotNull', column, notNull: false };
                },
              },
            ]);
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  /** `[SET DATA] TYPE type [USING expression]`. */
  private readonly columnType: ParserMethod<[Identifier], AlterChange> = this.RULE(
    'columnType',
    (column: Identifier) => {
      let using: ExpressionNode | null = null;
      this.OPTION({
        GATE: () => this.isAhead(2, keyword.data),
        DEF: () => {
          this.CONSUME(keyword.set);
          this.CONSUME(keyword.data);
        },
      });
      this.CONSUME(keyword.type);
      const type: TypeName = this.SUBRULE(this.typeName);
      this.OPTION1(() => {
        this.CONSUME(keyword.using);
        using = this.SUBRULE(this.expression);
      });
      return this.ACTION<AlterChange>(() => ({ kind: 'setType', column, type, using }));
    },
  );

  /** SET SCHEMA name, SET (key = value). */
  private readonly setAction: ParserMethod<[], AlterChange> = this.RULE('setAction', () => {
    this.CONSUME(keyword.set);
    return this.OR<AlterChange>([
      {
        ALT: () => {
          this.CONSUME(keyword.schema);
          return { kind: 'setSchema', schema: this.SUBRULE(this.identifier) };
        },
      },
      { ALT: () => ({ kind: 'setOptions', options: this.SUBRULE(this.optionList) }) },
    ]);
  });

  private readonly optionKeys: ParserMethod<[], string[]> = this.RULE('optionKeys', () => {
    const keys: string[] = [];
    this.CONSUME(types.open);
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => keys.push(this.SUBRULE(this.optionKey)),
    });
    this.CONSUME(types.close);
    return keys;
  });

  protected readonly drop: ParserMethod<[], StatementNode> = this.RULE('drop', () => {
    const first = this.token(0, keyword.drop);
    const names: Name[] = [];
    const signatures: (readonly TypeName[] | null)[] = [];
    const object = this.SUBRULE(this.objectKind);
    const ifExists = this.SUBRULE(this.ifExists);
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => {
        names.push(this.SUBRULE(this.qualifiedName));
        signatures.push(this.SUBRULE(this.signature));
      },
    });
    const cascade = this.SUBRULE(this.cascadeOrRestrict);
    return this.ACTION<StatementNode>(() => {
      const position = this.placeFrom(first);
      if (object !== 'function' && signatures.some((each) => each !== null)) {
        this.fail(`a ${object} has no arguments`, position);
      }
      return { kind: 'drop', object, names, signatures, ifExists, cascade, position };
    });
  });

  /** `(type, …)` behind a function's name, or nothing. */
  private readonly signature: ParserMethod<[], TypeName[] | null> = this.RULE('signature', () => {
    let list: TypeName[] | null = null;
    this.OPTION(() => {
      const found: TypeName[] = [];
      this.CONSUME(types.open);
      this.MANY_SEP({
        SEP: types.comma,
        DEF: () => found.push(this.SUBRULE(this.typeName)),
      });
      this.CONSUME(types.close);
      list = found;
    });
    return list;
  });

  protected readonly ifExists: ParserMethod<[], boolean> = this.RULE('ifExists', () => {
    let given = false;
    this.OPTION({
      GATE: () => this.isAhead(2, keyword.exists),
      DEF: () => {
        this.CONSUME(keyword.if);
        this.CONSUME(keyword.exists);
        given = true;
      },
    });
    return given;
  });

  /** CASCADE, RESTRICT or nothing: whether it is CASCADE. */
  protected readonly cascadeOrRestrict: ParserMethod<[], boolean> = this.RULE(
    'cascadeOrRestrict',
    () => {
      let cascade = false;
      this.OPTION(() =>
        this.OR([
          {
            ALT: () => {
              this.CONSUME(keyword.cascade);
              cascade = true;
            },
          },
          { ALT: () => this.CONSUME(keyword.restrict) },
        ]),
      );
      return cascade;
    },
  );

  protected readonly objectKind: ParserMethod<[], ObjectKind> = this.RULE('objectKind', () => {
    const words: Token[] = [];
    this.OR([
      { ALT: () => words.push(this.token(0, keyword.stream)) },
      { ALT: () => words.push(this.token(0, keyword.table)) },
      { ALT: () => words.push(this.token(0, keyword.view)) },
      { ALT: () => words.push(this.token(0, keyword.source)) },
      { ALT: () => words.push(this.token(0, keyword.materialized), this.token(1, keyword.view)) },
      { ALT: () => words.push(this.token(0, keyword.sink)) },
      { ALT: () => words.push(this.token(0, keyword.index)) },
      { ALT: () => words.push(this.token(0, keyword.function)) },
      { ALT: () => words.push(this.token(0, keyword.schema)) },
      { ALT: () => words.push(this.token(0, keyword.sequence)) },
    ]);
    return this.ACTION(() => words.map((word) => word.value).join(' ') as ObjectKind);
  });

  /** `COMMENT ON TABLE name IS 'text'`; NULL takes it away. */
  protected readonly comment: ParserMethod<[], StatementNode> = this.RULE('comment', () => {
    const first = this.token(0, keyword.comment);
    this.CONSUME(keyword.on);
    const object = this.OR<ObjectKind | 'column'>([
      { ALT: () => this.SUBRULE(this.objectKind) },
      {
        ALT: () => {
          this.CONSUME(keyword.column);
          return 'column';
        },
      },
    ]);
    const name = this.SUBRULE(this.qualifiedName);
    this.CONSUME(keyword.is);
    const text = this.OR1<string | null>([
      {
        ALT: () => {
          const token = this.token(0, types.string);
          return this.ACTION(() => token.value);
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.null);
          return null;
        },
      },
    ]);
    return this.ACTION<StatementNode>(() => {
      return { kind: 'comment', object, name, text, position: this.placeFrom(first) };
    });
  });
}
