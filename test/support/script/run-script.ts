import { SqlError } from '../../../src/common/sql-error.ts';
import type { Batch, Schema } from '../../../src/data/batch.ts';
import type { StatementOutcome } from '../../../src/engine/api.ts';
import { RecordingSink, type SinkEvent } from '../recording-sink.ts';
import { TestEngine } from '../test-engine.ts';
import { parseScript, type ScriptPart } from './parse-script.ts';
import { errorLines, ingestLines, outcomeLines, rowLines, typeLetters } from './print-answer.ts';

type ScriptRecord = Extract<ScriptPart, { kind: 'record' }>;

/** What a record came to: its first line and what is to stand below `----`; null for nothing. */
type Answer = { readonly head: string; readonly expected: readonly string[] | null };

/**
 * Runs a golden script on an engine of its own and gives the script back as it should read: equal
 * to the text when every expectation is met. `test/sql/README.md` describes the records.
 * @throws Error for a record that is not understood.
 */
export async function runScript(text: string, filesDirectory: string): Promise<string> {
  const engine = await TestEngine.open({ filesDirectory });
  try {
    const script = new Script(engine);
    const lines: string[] = [];
    for (const part of parseScript(text)) {
      if (part.kind === 'text') lines.push(part.line);
      else lines.push(...(await script.run(part)));
    }
    return lines.join('\n').replaceAll(filesDirectory, '(files)');
  } finally {
    await engine.close();
  }
}

class Script {
  readonly #engine: TestEngine;
  readonly #sinks = new Map<string, RecordingSink>();

  constructor(engine: TestEngine) {
    this.#engine = engine;
  }

  async run(record: ScriptRecord): Promise<string[]> {
    const told = this.#engine.reports.length;
    const { head, expected } = await this.#answer(record);
    const reports = this.#engine.reports.slice(told).filter((line) => !isExpectedReport(line));
    const lines = [head, ...record.body];
    if (expected !== null) lines.push('----', ...expected);
    return [...lines, ...reports.map((line) => `# reported: ${line}`)];
  }

  #answer(record: ScriptRecord): Promise<Answer> {
    switch (record.words[0]) {
      case 'statement':
        return this.#statement(record);
      case 'query':
        return this.#query(record);
      case 'explain':
        return this.#explain(record);
      case 'append':
        return this.#append(record);
      case 'changes':
        return this.#changes(record);
      case 'advance':
        return this.#advance(record);
      case 'restart':
        return this.#restart(record);
      default:
        throw misread(record);
    }
  }

  async #statement(record: ScriptRecord): Promise<Answer> {
    const { results, error } = await this.#execute(record);
    if (error !== null) return failed(error, results);
    const expected = record.hasExpected ? outcomeLines(results) : null;
    return { head: 'statement ok', expected };
  }

  async #query(record: ScriptRecord): Promise<Answer> {
    const { results, error } = await this.#execute(record);
    if (error !== null) return failed(error, results);
    const last = results.at(-1);
    if (last === undefined || last.schema === null) return { head: 'statement ok', expected: null };
    const options = record.words.slice(1).filter((word) => !/^[A-Z]+$/.test(word));
    const columns = pickedColumns(last.schema, options);
    const schema = { fields: columns.flatMap((column) => last.schema?.fields[column] ?? []) };
    const rows = rowLines(last.batches.map((batch) => pick(batch, columns)));
    if (options.includes('rowsort')) rows.sort();
    const names = options.includes('names')
      ? [schema.fields.map(({ name }) => name).join(' | ')]
      : [];
    const head = ['query', typeLetters(schema), ...options].join(' ');
    return { head, expected: [...names, ...rows] };
  }

  async #explain(record: ScriptRecord): Promise<Answer> {
    const words = record.words.slice(1);
    const mode = words.find((word) => !word.includes('='));
    const how = mode === undefined ? '' : `(${mode}) `;
    const sql = `${passesSetting(words)}EXPLAIN ${how}${record.body.join('\n')}`;
    const { results, error } = await this.#engine.execute(sql);
    if (error !== null) return failed(error, results);
    return { head: record.words.join(' '), expected: rowLines(results.at(-1)?.batches ?? []) };
  }

  async #append(record: ScriptRecord): Promise<Answer> {
    const head = record.words.join(' ');
    const [, stream = '', format = 'ndjson'] = record.words;
    if (format !== 'ndjson' && format !== 'json' && format !== 'csv') throw misread(record);
    try {
      const outcome = await this.#engine.ingest(stream, record.body.join('\n'), format);
      await this.#engine.settle();
      if (!record.hasExpected && outcome.rejected.length === 0) return { head, expected: null };
      return { head, expected: ingestLines(outcome) };
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      return { head, expected: [`error ${error.code}`, ...errorLines(error)] };
    }
  }

  /** With SQL: subscribes to it under a name, and tells the snapshot. Without: what came since. */
  async #changes(record: ScriptRecord): Promise<Answer> {
    const head = record.words.join(' ');
    const [, name = '', from = 'snapshot'] = record.words;
    if (from !== 'snapshot' && from !== 'latest') throw misread(record);
    if (record.body.length > 0) {
      const sink = new RecordingSink();
      const sql = record.body.join('\n');
      const request = { sql, from, mode: 'changes', progressMs: 1000 } as const;
      try {
        await this.#engine.subscribe(request, sink);
      } catch (error) {
        if (!(error instanceof SqlError)) throw error;
        return { head, expected: [`error ${error.code}`, ...errorLines(error)] };
      }
      this.#sinks.set(name, sink);
      await this.#engine.clock.until(sink.ready());
    }
    await this.#engine.settle();
    const sink = this.#sinks.get(name);
    if (sink === undefined) return { head, expected: [`nobody follows ${name}`] };
    return { head, expected: eventLines(sink.take()) };
  }

  async #advance(record: ScriptRecord): Promise<Answer> {
    const [, amount = '', unit = ''] = record.words;
    const unitMs = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 }[unit];
    if (!/^\d+$/.test(amount) || unitMs === undefined) throw misread(record);
    await this.#engine.advance(Number(amount) * unitMs);
    return { head: record.words.join(' '), expected: null };
  }

  async #restart(record: ScriptRecord): Promise<Answer> {
    this.#sinks.clear();
    await this.#engine.restart(record.words[1] === 'crash' ? 'crashed' : 'closed');
    await this.#engine.settle();
    return { head: record.words.join(' '), expected: null };
  }

  async #execute(record: ScriptRecord): ReturnType<TestEngine['execute']> {
    const outcome = await this.#engine.execute(record.body.join('\n'));
    await this.#engine.settle();
    return outcome;
  }
}

function failed(error: SqlError, before: readonly StatementOutcome[]): Answer {
  const done = before.length > 0 ? [`after ${before.length} statements`] : [];
  return { head: `statement error ${error.code}`, expected: [...done, ...errorLines(error)] };
}

/** `only=push_filters,prune_columns`: all other passes of the optimizer are switched off. */
function passesSetting(words: readonly string[]): string {
  const only = words.find((word) => word.startsWith('only='));
  if (only === undefined) return '';
  const kept = only.slice('only='.length).replace(/(^|,)/g, '$1+');
  return `SET millrace.disable_passes = 'all,${kept}'; `;
}

/** The numbers of all columns; of those alone that an option `columns=a,b` names. */
function pickedColumns({ fields }: Schema, options: readonly string[]): readonly number[] {
  const wanted = options.find((option) => option.startsWith('columns='));
  if (wanted === undefined) return [...fields.keys()];
  const names = wanted.slice('columns='.length).split(',');
  return names.map((name) => fields.findIndex((field) => field.name === name));
}

function pick(batch: Batch, columns: readonly number[]): Batch {
  return {
    ...batch,
    schema: { fields: columns.flatMap((column) => batch.schema.fields[column] ?? []) },
    columns: columns.flatMap((column) => batch.columns[column] ?? []),
  };
}

/** What a subscriber was told: the snapshot's rows, then each epoch's between lines `--`. */
function eventLines(events: readonly SinkEvent[]): string[] {
  const lines: string[] = [];
  for (const event of events) {
    switch (event.kind) {
      case 'snapshot':
        lines.push(...rowLines([event.batch]).toSorted());
        break;
      case 'snapshotEnd':
        lines.push('-- snapshot');
        break;
      case 'changes':
        if (lines.length > 0 && lines.at(-1) !== '-- snapshot') lines.push('--');
        lines.push(...rowLines([event.batch]).toSorted());
        break;
      case 'error':
        lines.push(`error ${event.error.code}`, ...errorLines(event.error));
        break;
      default:
        lines.push(event.kind);
    }
  }
  return lines;
}

/** After a crash a recovery tells what it cut off. */
function isExpectedReport(line: string): boolean {
  return line.includes('torn tail');
}

function misread({ words, lineNumber }: ScriptRecord): Error {
  return new Error(`line ${lineNumber} is not understood: ${words.join(' ')}`);
}
