import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const filesUnder = (folder: string, ending: string): string[] =>
  readdirSync(folder, { encoding: 'utf8', recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));

/** The source that a unit test is about: test/unit/web mirrors web/src, the rest mirrors src. */
const sourceOf = (file: string): string =>
  file
    .replace('test/unit/web/', 'web/src/')
    .replace('test/unit/', 'src/')
    .replace('.test.ts', '.ts');

test('every unit test sits where its source sits', () => {
  const strays = filesUnder('test/unit', '.test.ts').filter(
    (file) => !existsSync(sourceOf(file)) && !existsSync(`${sourceOf(file)}x`),
  );
  expect(strays).toEqual([]);
});

test('no FIXME and no silenced type error is in the sources', () => {
  const marked = [...filesUnder('src', '.ts'), ...filesUnder('web/src', '.tsx')].filter((file) =>
    /FIXME|@ts-ignore|@ts-expect-error/.test(readFileSync(file, 'utf8')),
  );
  expect(marked).toEqual([]);
});

test('every folder of src has a README', () => {
  const missing = readdirSync('src').filter((name) => !existsSync(join('src', name, 'README.md')));
  expect(missing).toEqual([]);
});
