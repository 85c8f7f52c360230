import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a killed process had told. */
export type KilledAppender = {
  /** The end of what it had said to be acknowledged. */
  readonly acknowledged: number;
  /** What it said of its log. */
  readonly complaints: string;
};

/** Runs the appending process on a directory for so many acknowledgements, then kills it. */
export async function appendUntilKilled(directory: string, lines: number): Promise<KilledAppender> {
  const program = fileURLToPath(import.meta.resolve('./append-until-killed.ts'));
  const flags = ['--import', 'tsx', program, directory];
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [told, complaints] = ['', ''];
  child.stderr.on('data', (chunk) => {
    complaints += String(chunk);
  });
  child.stdout.on('data', (chunk) => {
    told += String(chunk);
    if (told.split('\n').length > lines) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.once('close', resolve));
  const whole = told.slice(0, told.lastIndexOf('\n')).split('\n');
  return { acknowledged: Number(whole.at(-1)), complaints };
}
