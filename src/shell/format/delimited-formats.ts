import type { Column, Row } from '../../protocol/messages.ts';
import { cellText } from '../cell-text.ts';

/** The header of comma-separated values (RFC 4180, lines end as PostgreSQL's COPY ends them). */
export function csvHead(columns: readonly Column[]): string {
  return `${columns.map(({ name }) => csvField(name)).join(',')}\n`;
}

/** A row of comma-separated values: NULL is nothing, an empty text is `""`. */
export function csvRow(columns: readonly Column[], row: Row): string {
  return `${columns.map((column, c) => csvField(cellText(row[c], column))).join(',')}\n`;
}

function csvField(text: string | null): string {
  if (text === null) return '';
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The header of tab-separated values. */
export function tsvHead(columns: readonly Column[]): string {
  return `${columns.map(({ name }) => tsvField(name)).join('\t')}\n`;
}

/** A row in the text format of PostgreSQL's COPY: tab-separated, `\N` for NULL, backslash escapes. */
export function tsvRow(columns: readonly Column[], row: Row): string {
  return `${columns.map((column, c) => tsvField(cellText(row[c], column))).join('\t')}\n`;
}

function tsvField(text: string | null): string {
  if (text === null) return '\\N';
  return text.replace(/[\\\t\n\r]/g, (character) => tsvEscapes[character] as string);
}

const tsvEscapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};
