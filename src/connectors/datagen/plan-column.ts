import { SqlError } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import { cellColumn } from '../../data/cell-column.ts';
import { intervalMicros, parseInterval } from '../../data/interval-text.ts';
import { JsonScanner } from '../../data/json-scanner.ts';
import { type Datum, isNumeric, type SqlType, typeName } from '../../data/sql-type.ts';
import { encodeText } from '../../data/text-bytes.ts';
import { datumAt } from '../../data/vector-datum.ts';
import type { OptionReader } from '../option-reader.ts';
import type { ColumnPlan, ValuePlan } from './column-plan.ts';
import { FieldOptions } from './field-options.ts';
import { planNumbers } from './plan-numbers.ts';
import { parseTemplate, type TemplatePart } from './template.ts';

type Kind = 'sequence' | 'random' | 'zipf' | 'choice' | 'template' | 'time';

const wordLength = 8;
const secondsMax = 3600;

/** Templates may draw at most so many numbers. */
const rangesMax = 32;

/**
 * Reads how a column is filled from the options `fields.NAME.…`; what is not said depends on its
 * type. @throws SqlError 22023 naming the option at fault
 */
export function planColumn(reader: OptionReader, field: Field): ColumnPlan {
  const options = new FieldOptions(reader, field);
  const [fallback, ...others] = kindsOf(field.type);
  const kind = reader.word<Kind>(options.name('kind'), [fallback, ...others], fallback);
  const nullRate = reader.number(options.name('null_rate'), { min: 0, max: 1 }) ?? 0;
  if (nullRate > 0 && !field.nullable) {
    throw reader.refusal(
      options.name('null_rate'),
      nullRate,
      `Column "${field.name}" is NOT NULL: leave the option out, or the constraint.`,
    );
  }
  return { values: planValues(options, kind), nullRate };
}

/** What a column of the type may be filled with, the default first. */
function kindsOf(type: SqlType): readonly [Kind, ...Kind[]] {
  if (isNumeric(type)) return ['random', 'sequence', 'zipf', 'choice'];
  switch (type.kind) {
    case 'text':
      return ['random', 'sequence', 'zipf', 'choice', 'template'];
    case 'json':
      return ['template', 'choice'];
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return ['time', 'choice'];
    default:
      return ['random', 'choice'];
  }
}

function planValues(options: FieldOptions, kind: Kind): ValuePlan {
  const { reader, field } = options;
  switch (kind) {
    case 'choice':
      return planChoice(options);
    case 'template':
      return { kind: 'template', parts: planTemplate(options) };
    case 'time':
      return { kind: 'time', jitterMicros: readJitter(options) };
    case 'random':
      if (isNumeric(field.type)) return planNumbers(options, 'random');
      if (field.type.kind === 'boolean') return { kind: 'coin' };
      if (field.type.kind === 'interval') return planSeconds(options);
      return {
        kind: 'word',
        length: reader.integer(options.name('length'), { min: 1, max: 10_000 }) ?? wordLength,
      };
    default:
      return planNumbers(options, kind);
  }
}

function planSeconds(options: FieldOptions): ValuePlan {
  const bounds = { min: 0, max: 1e9 };
  const min = options.reader.integer(options.name('min'), bounds) ?? 0;
  const max = options.reader.integer(options.name('max'), { ...bounds, min });
  return { kind: 'seconds', min, max: max ?? Math.max(min, secondsMax) };
}

function planChoice(options: FieldOptions): ValuePlan {
  const { reader, field } = options;
  const name = options.name('values');
  const list = reader.text(name);
  if (list === null) {
    throw reader.refusal(name, '', `Give the values with commas between, as in 'small,large'.`);
  }
  const texts = list.split(',').map((text) => text.trim());
  const values = texts.map((text) => {
    try {
      return readDatum(field.type, text);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      throw reader.refusal(name, list, `"${text}" is not a ${typeName(field.type)}.`);
    }
  });
  return { kind: 'choice', values, bounds: readWeights(options, values.length) };
}

/** The value that a text is of a type. */
function readDatum(type: SqlType, text: string): Datum {
  const cell = cellColumn(type, 'ms');
  const bytes = encodeText(text);
  cell.writeText(bytes, 0, bytes.length);
  return datumAt(cell.builder.finish(), type, 0);
}

function readWeights(options: FieldOptions, count: number): readonly number[] {
  const name = options.name('weights');
  const list = options.reader.text(name);
  const weights =
    list === null ? Array.from({ length: count }, () => 1) : list.split(',').map(Number);
  let sum = 0;
  const bounds = weights.map((weight) => {
    sum += weight;
    return sum;
  });
  const wrong = weights.length !== count || weights.some((weight) => !(weight >= 0));
  if (wrong || !(sum > 0) || !Number.isFinite(sum)) {
    throw options.reader.refusal(
      name,
      list,
      `Give one number from 0 on for each of the ${count} values.`,
    );
  }
  return bounds;
}

function planTemplate(options: FieldOptions): readonly TemplatePart[] {
  const { reader, field } = options;
  const json = field.type.kind === 'json';
  const name = options.name('template');
  const template = reader.text(name) ?? (json ? '{"value":{0..999999}}' : null);
  const example = `An example is 'user-{1..500}': {m..n} stands for a number from m to n.`;
  if (template === null) throw reader.refusal(name, '', example);
  const parts = parseTemplate(template);
  const ranges = parts?.filter((part) => typeof part !== 'string').length ?? 0;
  if (parts === null || ranges > rangesMax) throw reader.refusal(name, template, example);
  const sample = encodeText(parts.map((part) => leastText(part)).join(''));
  if (json && !new JsonScanner().isValue(sample, 0, sample.length)) {
    throw reader.refusal(name, template, `It must be JSON, as in '{"value":{0..999999}}'.`);
  }
  return parts;
}

/** The part with the least number of its range: the one that can have zeros in front. */
function leastText(part: TemplatePart): string {
  return typeof part === 'string' ? part : String(part.min).padStart(part.width, '0');
}

function readJitter(options: FieldOptions): number {
  const name = options.name('jitter');
  const text = options.reader.text(name);
  if (text === null) return 0;
  const refusal = options.reader.refusal(name, text, `An example is '3 seconds'.`);
  try {
    const micros = Number(intervalMicros(parseInterval(text)));
    if (micros >= 0 && micros <= 365 * 86_400e6) return micros;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
  }
  throw refusal;
}
