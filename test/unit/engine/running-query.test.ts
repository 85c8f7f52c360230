import { describe, expect, test } from 'vitest';
import { ChangeInput } from '../../../src/engine/change-input.ts';
import type { ScanNode } from '../../../src/planner/physical/physical-plan.ts';
import { batchRows } from '../../support/batch-rows.ts';
import { cutOf, FedQuery } from '../../support/fed-query.ts';

describe('what nobody has been shown', () => {
  test('is in no result, no epoch and no watermark', async () => {
    const fed = new FedQuery();
    fed.feed([1]);
    await fed.round(1);
    fed.feed([2]);
    fed.watermarkMicros = 99;
    await fed.query.advance(cutOf(2));
    const { query } = fed;
    expect([query.epoch, query.watermarkMicros, query.result?.rows()]).toEqual([1, 0, 1]);
    query.publish(cutOf(2));
    expect([query.epoch, query.watermarkMicros, query.result?.rows()]).toEqual([2, 99, 2]);
  });

  test('shows with a later epoch when its own was not', async () => {
    const fed = new FedQuery();
    const told: unknown[] = [];
    fed.query.addListener({
      published: ({ epoch }, changes) => told.push([epoch, batchRows(changes)]),
      failed: () => undefined,
      finished: () => undefined,
    });
    fed.feed([1]);
    await fed.query.advance(cutOf(1));
    fed.feed([1, 2], [-1, 1]);
    await fed.round(2);
    expect(told).toEqual([[2, [[2n]]]]);
  });

  test('reaches whoever begins to read the query, once', async () => {
    const fed = new FedQuery();
    fed.feed([1]);
    await fed.round(1);
    fed.feed([2]);
    await fed.query.advance(cutOf(2));
    const node = fed.query.plan.nodes[0] as ScanNode;
    const input = new ChangeInput(fed.query, node);
    fed.query.publish(cutOf(2));
    fed.feed([3]);
    await fed.round(3);
    const read = [1, 2, 3, 4].map(() => batchRows(input.next(cutOf(3), 100)));
    expect(read).toEqual([[[1n]], [[2n]], [[3n]], []]);
  });
});

describe('a query that fails', () => {
  test('tells its listeners, and lets go of what it reads', async () => {
    const fed = new FedQuery();
    const told: string[] = [];
    fed.query.addListener({
      published: () => told.push('published'),
      failed: ({ code }) => told.push(code),
      finished: () => told.push('finished'),
    });
    fed.failure = new Error('a fault of ours');
    await fed.round(1);
    await fed.round(2);
    expect(told).toEqual(['XX000']);
    expect(fed.isInputClosed).toBe(true);
    expect(fed.reports.join('\n')).toContain('a fault of ours');
  });

  test('because its result cannot be shown takes no other with it', async () => {
    const fed = new FedQuery();
    let failed = false;
    fed.query.addListener({
      published: () => {
        throw new Error('out of memory');
      },
      failed: () => {
        failed = true;
      },
      finished: () => undefined,
    });
    await fed.round(1);
    expect(failed).toBe(true);
    expect(fed.query.error?.code).toBe('XX000');
  });
});
