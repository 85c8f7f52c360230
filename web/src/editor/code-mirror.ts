import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { PostgreSQL, SQLDialect, sql } from '@codemirror/lang-sql';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, forEachDiagnostic, setDiagnostics } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
  type ViewUpdate,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { ObjectInfo } from '../../../src/protocol/messages.ts';
import { type Suggestion, suggestionsAt } from './completions.ts';
import type { EditorFault, EditorHandle, EditorPiece } from './editor-handle.ts';
import { putStatement, withoutEnd } from './put-statement.ts';
import { splitStatements, statementAt } from './split-statements.ts';
import { streamingWords } from './sql-words.ts';

export type EditorOptions = {
  readonly text: string;
  readonly objects: () => readonly ObjectInfo[];
  readonly onText: (text: string) => void;
};

/** Opens CodeMirror in an element. The look comes from the stylesheet's variables. */
export function openEditor(
  parent: HTMLElement,
  options: EditorOptions,
): { readonly handle: EditorHandle; readonly close: () => void } {
  const state = EditorState.create({ doc: options.text, extensions: extensions(options) });
  const view = new EditorView({ state, parent });
  view.dispatch({ selection: { anchor: view.state.doc.length } });
  return { handle: handleOf(view), close: () => view.destroy() };
}

const { keywords = '', ...postgres } = PostgreSQL.spec;
const dialect = SQLDialect.define({
  ...postgres,
  keywords: `${keywords} ${streamingWords}`,
  identifierQuotes: '"`',
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--sql-keyword)', fontWeight: '550' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--sql-text)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--sql-number)' },
  { tag: [tags.typeName, tags.standard(tags.name)], color: 'var(--sql-type)' },
  { tag: [tags.lineComment, tags.blockComment], color: 'var(--sql-comment)', fontStyle: 'italic' },
  { tag: [tags.operator, tags.punctuation, tags.paren], color: 'var(--sql-sign)' },
]);

function extensions({ objects, onText }: EditorOptions): Extension {
  return [
    lineNumbers(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    EditorView.lineWrapping,
    EditorState.tabSize.of(2),
    EditorView.contentAttributes.of({ 'aria-label': 'SQL', spellcheck: 'false' }),
    placeholder('SELECT … FROM … EMIT CHANGES'),
    sql({ dialect }),
    syntaxHighlighting(colours),
    autocompletion({
      override: [(context) => complete(context, objects())],
      icons: false,
      optionClass: ({ type = '' }) => `suggestion-${type}`,
    }),
    keymap.of([
      { key: 'Tab', run: acceptCompletion },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...historyKeymap,
      // The page owns Mod-Enter: it runs the statement wherever the focus is.
      ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
    ]),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      onText(update.state.doc.toString());
      forgetTouchedFaults(update);
    }),
  ];
}

function complete(
  context: CompletionContext,
  objects: readonly ObjectInfo[],
): CompletionResult | null {
  const text = context.state.doc.toString();
  const found = suggestionsAt(text, context.pos, objects);
  if (found === null) return null;
  const typed = text.slice(found.from, context.pos);
  if (typed === '' && !context.explicit && text[found.from - 1] !== '.') return null;
  const options = found.options.map((each) => completionOf(each, typed));
  return { from: found.from, options, validFor: /^[\p{L}\p{N}_]*$/u };
}

/** Words of the language follow the hand that types: small letters stay small. */
function completionOf(
  { label, kind, detail, insert, rank }: Suggestion,
  typed: string,
): Completion {
  const small = kind === 'keyword' && typed !== '' && typed === typed.toLowerCase();
  return {
    label: small ? label.toLowerCase() : label,
    apply: small ? insert.toLowerCase() : insert,
    detail,
    type: kind,
    boost: rank,
  };
}

/** A fault whose text is edited has been taken note of. */
function forgetTouchedFaults({ state, changes, view }: ViewUpdate): void {
  const kept: Diagnostic[] = [];
  let forgotten = false;
  forEachDiagnostic(state, (diagnostic, from, to) => {
    if (changes.mapPos(from) < 0) return;
    let touched = false;
    changes.iterChangedRanges((_a, _b, start, end) => {
      touched ||= start <= to && end >= from;
    });
    if (touched) forgotten = true;
    else kept.push({ ...diagnostic, from, to });
  });
  if (!forgotten) return;
  queueMicrotask(() => view.dispatch(setDiagnostics(view.state, kept)));
}

function handleOf(view: EditorView): EditorHandle {
  let preview: string | null = null;
  const text = (): string => view.state.doc.toString();
  return {
    piece: () => pieceAt(view),
    whole: () => pieceOf(view, text(), 0),
    insert: (inserted) => {
      view.dispatch(view.state.replaceSelection(inserted), { scrollIntoView: true });
      view.focus();
    },
    put: (statement) => {
      const { changes, at } = putStatement(text(), preview, statement);
      if (changes.length > 0) preview = withoutEnd(statement);
      view.dispatch({
        changes,
        selection: { anchor: at.to },
        effects: EditorView.scrollIntoView(at.from, { y: 'nearest', yMargin: 24 }),
      });
      return pieceOf(view, withoutEnd(statement), at.from);
    },
    showFaults: (faults) =>
      view.dispatch(setDiagnostics(view.state, diagnosticsOf(faults, text()))),
    goTo: ({ from }) => {
      const anchor = Math.min(from, view.state.doc.length);
      view.dispatch({ selection: { anchor }, scrollIntoView: true });
      view.focus();
    },
    focus: () => view.focus(),
  };
}

function pieceAt(view: EditorView): EditorPiece {
  const { from, to, empty } = view.state.selection.main;
  if (!empty) return pieceOf(view, view.state.sliceDoc(from, to), from);
  const part = statementAt(splitStatements(view.state.doc.toString()), from);
  return pieceOf(view, part?.text ?? '', part?.from ?? 0);
}

/** Whoever takes a piece runs it: what completion offers is in the way then. */
function pieceOf(view: EditorView, text: string, from: number): EditorPiece {
  closeCompletion(view);
  return { text, from, line: view.state.doc.lineAt(from).number };
}

function diagnosticsOf(faults: readonly EditorFault[], text: string): readonly Diagnostic[] {
  return faults
    .filter(({ from, to }) => from <= to && to <= text.length)
    .map(({ from, to, message }) => ({ from, to, message, severity: 'error' as const }));
}
