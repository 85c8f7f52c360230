import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonScanner } from '../../src/data/json-scanner.ts';

const alphabet = [...'{}[]",:\\/-+.eEu0123456789abtfnrls \n\t\u0001é'];

/** A JSON text with a few characters changed, left out or put in: sometimes still JSON. */
const almostJson = fc
  .record({
    json: fc.json(),
    edits: fc.array(
      fc.record({
        at: fc.nat(),
        remove: fc.nat({ max: 2 }),
        put: fc.constantFrom('', ...alphabet),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ json, edits }) => {
    let text = json;
    for (const { at, remove, put } of edits) {
      const place = at % (text.length + 1);
      text = text.slice(0, place) + put + text.slice(place + remove);
    }
    return text;
  });

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('takes what JSON.parse takes, and nothing else', () => {
  const scanner = new JsonScanner();
  fc.assert(
    fc.property(fc.oneof(almostJson, fc.string({ unit: fc.constantFrom(...alphabet) })), (text) => {
      const bytes = Buffer.from(`..${text}..`);
      const found = scanner.isValue(bytes, 2, bytes.length - 2);
      expect(found).toBe(parses(bytes.toString('utf8', 2, bytes.length - 2)));
    }),
    { numRuns: 3000 },
  );
});

test('finds the end of a value, and the place of an error within the text', () => {
  const scanner = new JsonScanner();
  fc.assert(
    fc.property(almostJson, fc.constantFrom('', ',', ' ]', '}'), (text, behind) => {
      const bytes = Buffer.from(text.trim() + behind);
      const end = scanner.value(bytes, 0, bytes.length);
      if (end >= 0) expect(parses(bytes.toString('utf8', 0, end))).toBe(true);
      else expect(scanner.errorAt).toBeLessThanOrEqual(bytes.length);
    }),
    { numRuns: 1000 },
  );
});
