import type { ObjectInfo } from '../../../../src/protocol/messages.ts';
import {
  isContinuous,
  type StatementPart,
  splitStatements,
} from '../../editor/split-statements.ts';
import type { SentText } from './failure.ts';

/** What running a text means: the statements that end go first, in one request; then one goes live. */
export type RunPlan = {
  readonly ending: SentText | null;
  readonly live: (StatementPart & SentText) | null;
  /** Statements behind the continuous one, which nobody would see begin. */
  readonly leftOut: number;
};

/** Plans the run of a piece of the editor's text that begins at `from`. */
export function planRun(sent: SentText): RunPlan {
  const { text } = sent;
  const parts = splitStatements(text);
  const firstLive = parts.findIndex(isContinuous);
  const ending = firstLive < 0 ? parts : parts.slice(0, firstLive);
  const live = parts[firstLive];
  return {
    ending: pieceOf(sent, ending),
    live: live === undefined ? null : { ...live, ...cut(sent, live.from, live.to) },
    leftOut: firstLive < 0 ? 0 : parts.length - firstLive - 1,
  };
}

function pieceOf(sent: SentText, parts: readonly StatementPart[]): SentText | null {
  const first = parts[0];
  const last = parts.at(-1);
  if (first === undefined || last === undefined) return null;
  return cut(sent, first.from, last.to);
}

/** A piece of a piece. */
function cut({ text, from, line }: SentText, start: number, end: number): SentText {
  const linesBefore = text.slice(0, start).split('\n').length - 1;
  return { text: text.slice(start, end), from: from + start, line: line + linesBefore };
}

/** A stream with more rows than this is watched from now on, not from its beginning. */
const wholeStreamRowsMax = 20_000;
const gathering = ['group', 'join', 'window', 'tumble', 'hop', 'distinct', 'over', ','];

/**
 * Where a live query begins. One that shows a stream row by row would begin by sending the whole
 * stream: of a long one only new rows are shown. Everything else begins with all that is there.
 */
export function beginOf(
  { words }: StatementPart,
  objects: readonly ObjectInfo[],
): { readonly from: 'snapshot' | 'latest'; readonly earlierRows: number } {
  const source = objects.find(({ name }) => name === words[words.indexOf('from') + 1]);
  const afterFrom = words.slice(words.indexOf('from'));
  const isRowByRow = !afterFrom.some((word) => gathering.includes(word)) && !aggregates(words);
  if (source?.kind === 'stream' && isRowByRow && source.rows > wholeStreamRowsMax) {
    return { from: 'latest', earlierRows: source.rows };
  }
  return { from: 'snapshot', earlierRows: 0 };
}

function aggregates(words: readonly string[]): boolean {
  return words.some(
    (word, i) => words[i + 1] === '(' && ['count', 'sum', 'avg', 'min', 'max'].includes(word),
  );
}
