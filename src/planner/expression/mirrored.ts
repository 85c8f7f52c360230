const others: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** The comparison that says the same with its sides exchanged: `a < b` is `b > a`. */
export function mirrored(operator: string): string {
  return others[operator] ?? operator;
}
