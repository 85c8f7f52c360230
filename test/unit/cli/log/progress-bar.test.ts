import { expect, test } from 'vitest';
import type { LogWorld } from '../../../../src/cli/log/log-world.ts';
import { ProgressBar } from '../../../../src/cli/log/progress-bar.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

function drawn(
  columns: number | null,
  draw: (bar: ProgressBar, clock: ManualClock) => void,
): string[] {
  const texts: string[] = [];
  const clock = new ManualClock();
  const world = {
    clock,
    err: (text: string) => {
      texts.push(text);
    },
    errColumns: () => columns,
  } as unknown as LogWorld;
  draw(new ProgressBar(world, 'verify', 100 * 1024 * 1024), clock);
  return texts;
}

const mebibyte = 1024 * 1024;

test('a bar says how far it is, how fast, and how long it will take', () => {
  const texts = drawn(120, (bar, clock) => {
    clock.advance(1000);
    bar.add(25 * mebibyte);
    clock.advance(20);
    bar.add(mebibyte);
    bar.clear();
    bar.clear();
  });
  expect(texts).toEqual([
    '\rverify ██████░░░░░░░░░░░░░░░░░░  25%  25.0 MiB of 100.0 MiB  25.0 MiB/s  3 s left\x1b[K',
    '\r\x1b[K',
  ]);
});

test('it is never wider than the terminal, and nothing where there is none', () => {
  const [text = ''] = drawn(20, (bar) => bar.add(1));
  expect(text.replace('\r', '').replace('\x1b[K', '').length).toBeLessThan(20);
  expect(drawn(null, (bar) => bar.add(1))).toEqual([]);
});
