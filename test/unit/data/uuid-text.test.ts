import { expect, test } from 'vitest';
import { parseUuid } from '../../../src/data/uuid-text.ts';
import { raised } from '../../support/sql-call.ts';

const form = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11';

test.each([
  form,
  form.toUpperCase(),
  `{${form}}`,
  form.replaceAll('-', ''),
  'a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11',
])('%s', (text) => {
  expect(parseUuid(text)).toBe(form);
});

test.each(['', 'a0eebc99', `${form}0`, form.replace('a0', 'g0'), `{${form}`])(
  '%s is none',
  (text) => {
    expect(raised(() => parseUuid(text))).toBe(
      `22P02 invalid input syntax for type uuid: "${text}"`,
    );
  },
);
