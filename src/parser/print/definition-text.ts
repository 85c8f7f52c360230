import type {
  AddedConstraint,
  AlterAction,
  ColumnDefinition,
  DefinitionNode,
  FunctionParameter,
  Identifier,
  Option,
  Reference,
  SequenceOption,
  TableConstraint,
  TypeName,
  WatermarkDefinition,
} from '../ast.ts';
import { isPlainName } from '../lexer/characters.ts';
import { canonical } from './canonical.ts';
import {
  columnsText,
  listText,
  nameText,
  quoted,
  quoteName,
  quoteString,
  typeText,
} from './names.ts';
import { orderText } from './order-text.ts';
import { strength } from './strength.ts';

type Node<K extends DefinitionNode['kind']> = Extract<DefinitionNode, { kind: K }>;

const { expression, query } = canonical;

/** A statement that makes, changes or removes something of the catalog. */
export function definitionText(node: DefinitionNode): string {
  switch (node.kind) {
    case 'createStream':
      return streamText(node);
    case 'createTable':
      return tableText(node);
    case 'createView':
      return viewText(node);
    case 'createSource':
      return [
        `CREATE SOURCE ${newName(node)}`,
        elementsText(node.columns, node.watermark, node.primaryKey, []),
        optionsText(node.options),
      ].join('');
    case 'createSink':
      return sinkText(node);
    case 'createIndex':
      return indexText(node);
    case 'createFunction':
      return functionText(node);
    case 'createSchema':
      return `CREATE SCHEMA ${existsText(node.ifNotExists)}${quoteName(node.name.name)}${ownerText(node)}`;
    case 'createSequence':
      return `CREATE ${node.temporary ? 'TEMPORARY ' : ''}SEQUENCE ${newName(node)}${sequenceText(node.options)}`;
    case 'alter': {
      const exists = node.ifExists ? 'IF EXISTS ' : '';
      const actions = node.actions.map(actionText).join(', ');
      return `ALTER ${node.object.toUpperCase()} ${exists}${nameText(node.name)} ${actions}`;
    }
    case 'drop':
      return dropText(node);
    case 'comment': {
      const text = node.text === null ? 'NULL' : quoteString(node.text);
      return `COMMENT ON ${node.object.toUpperCase()} ${nameText(node.name)} IS ${text}`;
    }
  }
}

function ownerText({ owner }: Node<'createSchema'>): string {
  return owner === undefined ? '' : ` AUTHORIZATION ${quoteName(owner.name)}`;
}

/** The options of a sequence, each with a space before it. */
function sequenceText(options: readonly SequenceOption[]): string {
  return options.map((option) => ` ${sequenceOptionText(option)}`).join('');
}

function sequenceOptionText(option: SequenceOption): string {
  switch (option.kind) {
    case 'type':
      return `AS ${typeText(option.type)}`;
    case 'start':
      return `START WITH ${option.value}`;
    case 'increment':
      return `INCREMENT BY ${option.value}`;
    case 'min':
      return option.value === null ? 'NO MINVALUE' : `MINVALUE ${option.value}`;
    case 'max':
      return option.value === null ? 'NO MAXVALUE' : `MAXVALUE ${option.value}`;
    case 'cache':
      return `CACHE ${option.value}`;
    case 'cycle':
      return option.cycle ? 'CYCLE' : 'NO CYCLE';
    case 'restart':
      return option.value === null ? 'RESTART' : `RESTART WITH ${option.value}`;
    case 'ownedBy':
      return `OWNED BY ${option.column === null ? 'NONE' : nameText(option.column)}`;
  }
}

function newName(node: Pick<Node<'createStream'>, 'ifNotExists' | 'name'>): string {
  return existsText(node.ifNotExists) + nameText(node.name);
}

function existsText(ifNotExists: boolean): string {
  return ifNotExists ? 'IF NOT EXISTS ' : '';
}

function streamText(node: Node<'createStream'>): string {
  return [
    `CREATE STREAM ${newName(node)}`,
    elementsText(node.columns, node.watermark, [], []),
    node.from === null ? '' : ` FROM ${quoteString(node.from.path)}`,
    node.partitionBy.length === 0 ? '' : ` PARTITION BY (${listText(node.partitionBy)})`,
    optionsText(node.options),
    node.query === null ? '' : ` AS ${query(node.query)}`,
  ].join('');
}

function tableText(node: Node<'createTable'>): string {
  return [
    `CREATE ${node.temporary ? 'TEMPORARY ' : ''}TABLE ${newName(node)}`,
    columnsText(node.columnNames),
    elementsText(node.columns, node.watermark, node.primaryKey, node.constraints, node.keyName),
    optionsText(node.options),
    node.onCommit === undefined ? '' : ` ON COMMIT ${node.onCommit.toUpperCase()}`,
    node.query === null ? '' : ` AS ${query(node.query)}`,
    node.withoutData === true ? ' WITH NO DATA' : '',
  ].join('');
}

/** `(a INTEGER, PRIMARY KEY (a))` with a space before it; nothing where there is nothing. */
function elementsText(
  columns: readonly ColumnDefinition[],
  watermark: WatermarkDefinition | null,
  primaryKey: readonly Identifier[],
  constraints: readonly TableConstraint[],
  keyName?: Identifier,
): string {
  const elements = columns.map(columnText);
  if (watermark !== null) {
    const { column, expression: time } = watermark;
    elements.push(`WATERMARK FOR ${quoteName(column.name)} AS ${expression(time)}`);
  }
  if (primaryKey.length > 0) {
    const name = keyName === undefined ? '' : `CONSTRAINT ${quoteName(keyName.name)} `;
    elements.push(`${name}PRIMARY KEY (${listText(primaryKey)})`);
  }
  elements.push(...constraints.map(constraintText));
  return elements.length === 0 ? '' : ` (${elements.join(', ')})`;
}

function columnText(column: ColumnDefinition): string {
  const { name } = column.name;
  return [
    // FOREIGN could begin a constraint.
    `${name === 'foreign' ? quoted(name) : quoteName(name)} ${typeText(column.type)}`,
    column.collation === null ? '' : ` COLLATE ${nameText(column.collation)}`,
    column.notNull ? ' NOT NULL' : '',
    column.primaryKey ? ' PRIMARY KEY' : '',
    column.unique ? `${constraintNameText(column, 'unique')} UNIQUE` : '',
    column.default === null ? '' : ` DEFAULT ${expression(column.default, strength.other)}`,
    column.check === null
      ? ''
      : `${constraintNameText(column, 'check')} CHECK (${expression(column.check)})`,
    column.references === null
      ? ''
      : `${constraintNameText(column, 'references')} ${referencesText(column.references)}`,
    column.generated === null ? '' : ` ${generatedText(column.generated)}`,
  ].join('');
}

/** ` CONSTRAINT name` of a constraint of one column; nothing where it has no name. */
function constraintNameText(
  { constraintNames }: ColumnDefinition,
  kind: 'check' | 'unique' | 'references',
): string {
  const name = constraintNames?.[kind];
  return name === undefined ? '' : ` CONSTRAINT ${quoteName(name.name)}`;
}

function generatedText(generated: NonNullable<ColumnDefinition['generated']>): string {
  if (generated.kind === 'stored') {
    return `GENERATED ALWAYS AS (${expression(generated.expression)}) STORED`;
  }
  const { always, options = [] } = generated;
  const counted = options.length === 0 ? '' : ` (${sequenceText(options).slice(1)})`;
  return `GENERATED ${always ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY${counted}`;
}

function referencesText({ table, columns, onDelete, onUpdate }: Reference): string {
  return [
    `REFERENCES ${nameText(table)}${columnsText(columns)}`,
    onDelete === undefined ? '' : ` ON DELETE ${onDelete.toUpperCase()}`,
    onUpdate === undefined ? '' : ` ON UPDATE ${onUpdate.toUpperCase()}`,
  ].join('');
}

function constraintText(constraint: AddedConstraint): string {
  const name = constraint.name === null ? '' : `CONSTRAINT ${quoteName(constraint.name.name)} `;
  switch (constraint.kind) {
    case 'primaryKey':
      return `${name}PRIMARY KEY (${listText(constraint.columns)})`;
    case 'unique':
      return `${name}UNIQUE (${listText(constraint.columns)})`;
    case 'check':
      return `${name}CHECK (${expression(constraint.condition)})`;
    case 'foreignKey': {
      const references = referencesText(constraint.references);
      return `${name}FOREIGN KEY (${listText(constraint.columns)}) ${references}`;
    }
  }
}

function viewText(node: Node<'createView'>): string {
  const replace = node.orReplace ? 'OR REPLACE ' : '';
  const temporary = node.temporary === true ? 'TEMPORARY ' : '';
  const kind = node.materialized ? 'MATERIALIZED VIEW ' : `${temporary}VIEW `;
  const name = newName(node) + columnsText(node.columns);
  return `CREATE ${replace}${kind}${name}${optionsText(node.options)} AS ${query(node.query)}`;
}

function sinkText(node: Node<'createSink'>): string {
  const input = node.query === null ? '' : ` AS ${query(node.query)}`;
  const from = node.from === null ? '' : ` FROM ${nameText(node.from)}`;
  return `CREATE SINK ${newName(node)}${from}${input}${optionsText(node.options)}`;
}

function indexText(node: Node<'createIndex'>): string {
  const name = node.name === null ? '' : `${quoteName(node.name.name)} `;
  return [
    `CREATE ${node.unique ? 'UNIQUE ' : ''}INDEX ${existsText(node.ifNotExists)}${name}`,
    `ON ${nameText(node.on)}`,
    node.method === null ? '' : ` USING ${quoteName(node.method.name)}`,
    ` (${node.keys.map((key) => orderText(key, canonical)).join(', ')})`,
    node.include.length === 0 ? '' : ` INCLUDE (${listText(node.include)})`,
    optionsText(node.options),
    node.where === null ? '' : ` WHERE ${expression(node.where)}`,
  ].join('');
}

function functionText(node: Node<'createFunction'>): string {
  const replace = node.orReplace ? 'OR REPLACE ' : '';
  const { body } = node;
  return [
    `CREATE ${replace}FUNCTION ${nameText(node.name)}(${parametersText(node.parameters)})`,
    returnsText(node),
    node.language === null ? '' : ` LANGUAGE ${languageText(node.language)}`,
    node.volatility === null ? '' : ` ${node.volatility.toUpperCase()}`,
    node.strict ? ' STRICT' : '',
    typeof body === 'string' ? ` AS ${quoteString(body)}` : ` RETURN ${expression(body)}`,
  ].join('');
}

function languageText(language: string): string {
  return isPlainName(language) ? quoteName(language) : quoteString(language);
}

function returnsText({ returns, returnsSet, returnsTable }: Node<'createFunction'>): string {
  if (returns !== null) return ` RETURNS ${returnsSet ? 'SETOF ' : ''}${typeText(returns)}`;
  return returnsSet ? ` RETURNS TABLE (${parametersText(returnsTable)})` : '';
}

function parametersText(parameters: readonly FunctionParameter[]): string {
  const texts = parameters.map(({ variadic, name, type, default: value }) =>
    [
      variadic ? 'VARIADIC ' : '',
      name === null ? '' : `${quoteName(name.name)} `,
      typeText(type),
      value === null ? '' : ` DEFAULT ${expression(value)}`,
    ].join(''),
  );
  return texts.join(', ');
}

function actionText(action: AlterAction): string {
  switch (action.kind) {
    case 'rename':
      return `RENAME TO ${quoteName(action.to.name)}`;
    case 'renameColumn':
      return `RENAME COLUMN ${quoteName(action.column.name)} TO ${quoteName(action.to.name)}`;
    case 'addColumn':
      return `ADD COLUMN ${existsText(action.ifNotExists)}${columnText(action.column)}`;
    case 'dropColumn': {
      const exists = action.ifExists ? 'IF EXISTS ' : '';
      return `DROP COLUMN ${exists}${quoteName(action.column.name)}${action.cascade ? ' CASCADE' : ''}`;
    }
    case 'addConstraint':
      return `ADD ${constraintText(action.constraint)}`;
    case 'dropConstraint': {
      const exists = action.ifExists ? 'IF EXISTS ' : '';
      return `DROP CONSTRAINT ${exists}${quoteName(action.name.name)}${action.cascade ? ' CASCADE' : ''}`;
    }
    case 'sequence':
      return sequenceText(action.options).slice(1);
    case 'setOptions':
      return `SET (${entriesText(action.options)})`;
    case 'resetOptions':
      return `RESET (${action.keys.map(keyText).join(', ')})`;
    case 'owner':
      return `OWNER TO ${quoteName(action.to.name)}`;
    case 'setSchema':
      return `SET SCHEMA ${quoteName(action.schema.name)}`;
    default:
      return `ALTER COLUMN ${quoteName(action.column.name)} ${columnActionText(action)}`;
  }
}

function columnActionText(
  action: Extract<AlterAction, { kind: 'setType' | 'setDefault' | 'setNotNull' }>,
): string {
  switch (action.kind) {
    case 'setType': {
      const using = action.using === null ? '' : ` USING ${expression(action.using)}`;
      return `TYPE ${typeText(action.type)}${using}`;
    }
    case 'setDefault':
      return action.default === null ? 'DROP DEFAULT' : `SET DEFAULT ${expression(action.default)}`;
    default:
      return `${action.notNull ? 'SET' : 'DROP'} NOT NULL`;
  }
}

function dropText(node: Node<'drop'>): string {
  const names = node.names.map((name, at) => {
    return nameText(name) + signatureText(node.signatures[at] ?? null);
  });
  const exists = node.ifExists ? 'IF EXISTS ' : '';
  const cascade = node.cascade ? ' CASCADE' : '';
  return `DROP ${node.object.toUpperCase()} ${exists}${names.join(', ')}${cascade}`;
}

function signatureText(signature: readonly TypeName[] | null): string {
  return signature === null ? '' : `(${signature.map(typeText).join(', ')})`;
}

/** `WITH (a = 1)` with a space before it; nothing for none. */
export function optionsText(options: readonly Option[]): string {
  return options.length === 0 ? '' : ` WITH (${entriesText(options)})`;
}

function entriesText(options: readonly Option[]): string {
  return options.map(({ key, value }) => `${keyText(key)} = ${optionValueText(value)}`).join(', ');
}

/** A string, a number, TRUE or FALSE. */
export function optionValueText(value: Option['value']): string {
  return typeof value === 'string' ? quoteString(value) : String(value).toUpperCase();
}

/** Words joined by dots stand as they are, all else is a string. */
function keyText(key: string): string {
  return key.split('.').every(isPlainName) ? key : quoteString(key);
}
