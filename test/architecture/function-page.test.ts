import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { functionPage } from '../support/documentation/function-page.ts';

test('docs/functions.md is what the registry says', () => {
  const page = functionPage();
  if (process.env['UPDATE'] !== undefined) writeFileSync('docs/functions.md', page);
  else expect(readFileSync('docs/functions.md', 'utf8')).toBe(page);
});
