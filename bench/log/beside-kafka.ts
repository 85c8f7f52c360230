import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchOptions } from '../measurement.ts';

const peer = fileURLToPath(new URL('../../../shared/peers/kafka', import.meta.url));

/** Figures of Kafka's own producer and consumer against a broker on this machine, in the same run. */
export async function besideKafka({ emit, say }: BenchOptions): Promise<void> {
  if (!existsSync(join(peer, 'broker'))) {
    say(`Kafka is left out: ${peer} is missing`);
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), 'millrace-kafka-'));
  try {
    say('starting a Kafka broker …');
    await run('broker', ['start', directory], say);
    const sizes = ['--records', '3000000', '--fsync-records', '100000', '--rounds', '1'];
    const lines = await run('bench', ['--broker', directory, ...sizes], say);
    for (const line of lines) {
      for (const { name, value, unit } of figuresOf(JSON.parse(line) as KafkaFigure)) {
        emit({ suite: 'log', name: `kafka: ${name}`, value, unit });
      }
    }
  } finally {
    await run('broker', ['stop', directory], say).catch(() => undefined);
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A line of the peer's bench. */
type KafkaFigure = {
  readonly figure: string;
  readonly fsync?: string;
  readonly acks?: string;
  readonly producer?: readonly string[];
  readonly recordsPerSecond?: number;
  readonly fetchMibPerSecond?: number;
  readonly p99Ms?: number;
};

function figuresOf(line: KafkaFigure): { name: string; value: number; unit: string }[] {
  const acks = line.producer?.find((setting) => setting.startsWith('acks=')) ?? line.acks ?? '';
  const name = [line.figure, acks, line.fsync === 'yes' ? 'fsync' : ''].filter(Boolean).join(', ');
  const figures = [
    { name, value: line.recordsPerSecond, unit: 'records/s' },
    { name: `${name}, fetching`, value: line.fetchMibPerSecond, unit: 'MiB/s' },
    { name: `${name}, p99`, value: line.p99Ms, unit: 'ms' },
  ];
  return figures.flatMap(({ value, ...rest }) => (value === undefined ? [] : [{ ...rest, value }]));
}

/** Runs a script of the peer; answers the lines of its output, and tells what it says on the way. */
function run(
  script: string,
  args: readonly string[],
  say: (line: string) => void,
): Promise<readonly string[]> {
  const child = spawn(join(peer, script), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => say(chunk.toString().trimEnd()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output.split('\n').filter((line) => line.startsWith('{')));
      else reject(new Error(`${script} ended with ${code}`));
    });
  });
}
