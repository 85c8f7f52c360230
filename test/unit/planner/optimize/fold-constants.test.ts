import { expect, test } from 'vitest';
import { foldConstants } from '../../../../src/planner/optimize/fold-constants.ts';
import { after } from '../../../support/logical-plan-of.ts';

const items = (sql: string): string => after(`SELECT ${sql} FROM clicks`, foldConstants)[0] ?? '';

test('what depends on no row is computed once', () => {
  expect(items('customer + (2 * 3 + 1) AS x')).toBe('Project customer + 7 AS x');
  expect(items("upper('a') || page AS x")).toBe("Project 'A' || page AS x");
});

test('what fails is left to the rows that reach it', () => {
  expect(items('CASE WHEN customer = 0 THEN 1 / 0 ELSE 2 END AS x')).toBe(
    'Project CASE WHEN customer = 0 THEN 1 / 0 ELSE 2 END AS x',
  );
});
