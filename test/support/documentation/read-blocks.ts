/** A fenced block of a Markdown page. */
export type DocumentBlock = {
  /** What stands behind the opening fence: 'sql', 'text', … */
  readonly language: string;
  readonly text: string;
  /** The words of an HTML comment on the line above the fence; none where there is no comment. */
  readonly note: readonly string[];
  /** 1-based, of the first line inside. */
  readonly firstLine: number;
  /** Whether it follows the block before with nothing but empty lines and comments between. */
  readonly follows: boolean;
};

/** The fenced blocks of a page in order. */
export function readBlocks(page: string): readonly DocumentBlock[] {
  const lines = page.split('\n');
  const blocks: DocumentBlock[] = [];
  let endOfLast = -1;
  for (let i = 0; i < lines.length; i += 1) {
    const language = /^```(\w*)$/.exec(lines[i] as string)?.[1];
    if (language === undefined) continue;
    const end = lines.indexOf('```', i + 1);
    if (end < 0) throw new Error(`the block at line ${i + 1} has no end`);
    blocks.push({
      language,
      text: lines.slice(i + 1, end).join('\n'),
      note: noteAbove(lines, i),
      firstLine: i + 2,
      follows: endOfLast >= 0 && lines.slice(endOfLast + 1, i).every(isGap),
    });
    endOfLast = end;
    i = end;
  }
  return blocks;
}

function noteAbove(lines: readonly string[], fence: number): readonly string[] {
  const above = lines[fence - 1] ?? '';
  return /^<!-- (.*) -->$/.exec(above)?.[1]?.split(' ') ?? [];
}

function isGap(line: string): boolean {
  return line.trim() === '' || /^<!-- .* -->$/.test(line);
}
