const monthNames = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

const dayNames = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const dayShorts = ['tues', 'wednes', 'weds', 'thur', 'thurs'];

/** Words that PostgreSQL reads over between the parts of a date. */
const ignored = new Set(['at', 'on', 'ad']);

const months: ReadonlyMap<string, number> = new Map([
  ...monthNames.flatMap((name, i): [string, number][] => [
    [name, i + 1],
    [name.slice(0, 3), i + 1],
  ]),
  ['sept', 9],
]);

const weekDays = new Set([...dayNames, ...dayNames.map((name) => name.slice(0, 3)), ...dayShorts]);

/** 1 … 12 for the name of a month in lower case, whole or of three letters; null for other words. */
export function monthOfName(word: string): number | null {
  return months.get(word) ?? null;
}

/** Whether a word in lower case says nothing that a date needs: a day of the week, 'at', 'ad'. */
export function isIdleWord(word: string): boolean {
  return weekDays.has(word) || ignored.has(word);
}
