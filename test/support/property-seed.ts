import fc from 'fast-check';

// A run of the suite is the same run everywhere, so that a failure is met again where it is looked
// for. MILLRACE_SEED=random looks in new places, MILLRACE_SEED=n in those of a run that told its seed.
const seed = process.env['MILLRACE_SEED'] ?? '20261123';
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) });
