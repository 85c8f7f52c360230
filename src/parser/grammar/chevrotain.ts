import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Chevrotain from the one file that its package holds beside its modules: its entry loads more
 * than six hundred modules, which takes the better part of a server's start.
 */
const entry = createRequire(import.meta.url).resolve('chevrotain');
const bundle = new URL('../chevrotain.mjs', pathToFileURL(entry));
const chevrotain: typeof import('chevrotain') = await import(bundle.href);

export const { createToken, EmbeddedActionsParser, EOF, Lexer } = chevrotain;
export const { Alternation, NonTerminal, Option, Terminal } = chevrotain;
export const { Repetition, RepetitionMandatory } = chevrotain;
export const { RepetitionWithSeparator, RepetitionMandatoryWithSeparator } = chevrotain;
