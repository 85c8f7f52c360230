import { readFileSync } from 'node:fs';

/** The version of this package. It lies two folders up, whether this file is built or not. */
export function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version }: { readonly version: string } = JSON.parse(text);
  return version;
}
