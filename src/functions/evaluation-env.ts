import { Random } from '../common/random.ts';
import type { EvaluationEnv } from './scalar-function.ts';
import { noSession } from './session-facts.ts';

/** What an expression may know besides its row and the clock: the same for a whole run. */
export type EvaluationSettings = Omit<EvaluationEnv, 'nowMicros' | 'wallMicros'>;

/** The settings of a run for which nobody has set anything: UTC, no session, chance from a seed. */
export function plainSettings(seed = 0n): EvaluationSettings {
  return { timeZone: 'UTC', session: noSession, sleep: () => undefined, ...seededChance(seed) };
}

/** random() and setseed() over one generator. */
export function seededChance(seed: bigint): Pick<EvaluationEnv, 'random' | 'setSeed'> {
  let generator = new Random(seed);
  return {
    random: () => generator.nextDouble(),
    setSeed: (next) => {
      generator = new Random(next);
    },
  };
}

/** An environment at a clock reading, with given settings or plain ones. */
export function envAt(
  nowMicros: number,
  settings: EvaluationSettings = plainSettings(),
): EvaluationEnv {
  return { ...settings, nowMicros, wallMicros: () => nowMicros };
}
