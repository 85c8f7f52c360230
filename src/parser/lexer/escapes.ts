const escapeSequence =
  /''|\\(?:([0-7]{1,3})|x([\da-fA-F]{1,2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))/gs;
const loneSurrogate = /\p{Cs}/u;

const letters: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The text that the body of an E'…' string stands for; null when an escape in it is not one. */
export function decodeEscapes(body: string): string | null {
  let valid = true;
  const decoded = body.replace(escapeSequence, (all, octal, hex, short, long, letter) => {
    if (all === "''") return "'";
    if (letter !== undefined) {
      valid &&= !/[uUx]/.test(letter);
      return letters[letter] ?? letter;
    }
    const code = Number.parseInt(octal ?? hex ?? short ?? long, octal === undefined ? 16 : 8);
    valid &&= code > 0 && code <= 0x10ffff;
    return valid ? String.fromCodePoint(code) : '';
  });
  return valid && !loneSurrogate.test(decoded) ? decoded : null;
}
