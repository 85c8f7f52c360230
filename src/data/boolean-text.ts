/** PostgreSQL's `boolin`: unique prefixes of the words, case ignored; null for any other text. */
export function parseBoolean(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  if (word === '1' || word === 'on') return true;
  if (word === '0' || word === 'off' || word === 'of') return false;
  if (word === '') return null;
  if ('true'.startsWith(word) || 'yes'.startsWith(word)) return true;
  return 'false'.startsWith(word) || 'no'.startsWith(word) ? false : null;
}
