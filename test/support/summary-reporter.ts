import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output of a run with one plain line: `N passed, N failed`, and how many were skipped. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) counts[test.result().state] += 1;
      if (!module.ok() && !tests.some((test) => test.result().state === 'failed'))
        counts.failed += 1;
    }
    const skipped = counts.skipped + counts.pending;
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    // Vitest prints its own summary in the same hook: this line comes after it.
    process.on('exit', () => {
      process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed${tail}\n`);
    });
  }
}
