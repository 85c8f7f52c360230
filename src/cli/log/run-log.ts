import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { Durability } from '../../log/api.ts';
import { errorText } from './error-text.ts';
import { type LogWorld, systemLogWorld } from './log-world.ts';
import { type OffsetSpec, offsetForms, parseOffset } from './offset-spec.ts';
import { type RowFormat, rowFormats } from './row-formats.ts';

/** Exit codes: something is wrong, or the command line was not understood. */
const [failed, usageError] = [1, 2];

/**
 * `millrace log …`: the tools for the directory of a log, server running or not. Answers the exit
 * code: 0 ok, 1 problem, 2 usage.
 */
export async function runLog(
  args: readonly string[],
  world: LogWorld = systemLogWorld(),
): Promise<number> {
  const result = { code: 0 };
  const written: Promise<unknown>[] = [];
  const program = makeProgram(world, (code) => {
    result.code = code;
  }).configureOutput({
    writeOut: (text) => written.push(world.out(text)),
    writeErr: (text) => world.err(text),
  });
  for (const command of program.commands) command.copyInheritedSettings(program);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return result.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageError;
    world.err(`millrace: ${errorText(error)}\n`);
    return failed;
  } finally {
    await Promise.all(written);
  }
}

type Exit = (code: number) => void;

function makeProgram(world: LogWorld, exit: Exit): Command {
  const program = new Command('millrace log')
    .description('Look into the log of a data directory, write to it, check it and repair it.')
    .helpCommand(false)
    .exitOverride()
    .showHelpAfterError('(millrace log --help shows what there is)')
    .addHelpText('after', logHelp);
  addTopics(program, world, exit);
  addDescribe(program, world, exit);
  addDump(program, world, exit);
  addVerify(program, world, exit);
  addRepair(program, world, exit);
  addProduce(program, world, exit);
  addConsume(program, world, exit);
  return program;
}

const logHelp = `
All of them take --data DIR: the directory of the server, or one that has topics itself. produce
and repair need it for themselves; the others read on while a server is running.
Exit codes: 0 ok, 1 problem, 2 usage.`;

function addCommand(program: Command, usage: string, description: string): Command {
  return program
    .command(usage)
    .description(description)
    .option('--data <dir>', 'where everything is kept', 'millrace-data');
}

function addTopics(program: Command, world: LogWorld, exit: Exit): void {
  addCommand(program, 'topics', 'list the topics')
    .option('--all', "the log's and the engine's own topics too (names that begin with __)")
    .option('--json', 'as JSON')
    .action(async ({ data, all = false, json = false }: TopicsFlags) => {
      const { runTopics } = await import('./topics-command.ts');
      exit(await runTopics({ data, all, json }, world));
    });
}

type TopicsFlags = { readonly data: string; readonly all?: boolean; readonly json?: boolean };

type DescribeFlags = { readonly data: string; readonly json?: boolean };

function addDescribe(program: Command, world: LogWorld, exit: Exit): void {
  addCommand(program, 'describe <topic>', 'settings, offsets, segments, producers and groups')
    .option('--json', 'as JSON')
    .action(async (topic: string, { data, json = false }: DescribeFlags) => {
      const { runDescribe } = await import('./describe-command.ts');
      exit(await runDescribe({ data, topic, json }, world));
    });
}

type DumpFlags = {
  readonly data: string;
  readonly partition?: number;
  readonly segment?: string;
  readonly from: number;
  readonly to?: number;
  readonly records?: boolean;
  readonly json?: boolean;
};

function addDump(program: Command, world: LogWorld, exit: Exit): void {
  addCommand(program, 'dump <topic>', 'the batches of the segments, with all that their heads say')
    .option('-p, --partition <n>', 'only this partition', readIndex)
    .option(
      '--segment <base>',
      'only the segment with this base offset, or the beginning of its name',
    )
    .option('--from <offset>', 'no batches that lie before', readNumber, 0)
    .option('--to <offset>', 'no batches that begin here or later', readNumber)
    .option('--records', 'with what is in them')
    .option('--json', 'one JSON object a line')
    .addHelpText('after', dumpHelp)
    .action(async (topic: string, flags: DumpFlags) => {
      const { runDump } = await import('./dump-command.ts');
      const { partition = null, segment = null, to = null, records = false, json = false } = flags;
      const { data, from } = flags;
      exit(await runDump({ data, topic, partition, segment, from, to, records, json }, world));
    });
}

const dumpHelp = `
Markers of transactions, rows of open and aborted ones and batches that are not known to be synced
are shown too, marked as such. Ends with 1 when something is damaged.

  millrace log dump orders --partition 0 --from 1000 --to 1100
  millrace log dump orders --records --json`;

function addVerify(program: Command, world: LogWorld, exit: Exit): void {
  addCommand(program, 'verify [topic]', 'look at every byte and say what is not as it was written')
    .option('--json', 'as JSON')
    .addHelpText('after', verifyHelp)
    .action(async (topic: string | undefined, { data, json = false }: DescribeFlags) => {
      const { runVerify } = await import('./verify-command.ts');
      exit(await runVerify({ data, topic: topic ?? null, json }, world));
    });
}

const verifyHelp = `
A line per finding. Ends with 1 when something that was durable is damaged; a torn tail above the
durable mark, room taken ahead and leftovers are told and no damage: the next open sees to them.

  millrace log verify --data /var/lib/millrace`;

type RepairFlags = { readonly data: string; readonly dryRun?: boolean };

function addRepair(program: Command, world: LogWorld, exit: Exit): void {
  addCommand(program, 'repair', 'make a damaged log whole again, and say what is lost')
    .option('-n, --dry-run', 'only say what would be done')
    .addHelpText('after', repairHelp)
    .action(async ({ data, dryRun = false }: RepairFlags) => {
      const { runRepair } = await import('./repair-command.ts');
      exit(await runRepair({ data, dryRun }, world));
    });
}

const repairHelp = `
Cuts torn tails off, removes leftovers, makes indexes and damaged topic files again, and writes
damaged segments anew with all that can be read of them: the old files stay as *.damaged. Offsets do
not change. Needs the data directory for itself; verify finds no damage afterwards.

  millrace log repair --dry-run
  cp -r millrace-data millrace-data.copy && millrace log repair`;

type ProduceFlags = {
  readonly data: string;
  readonly partitions: number;
  readonly durability: Durability;
  readonly keySeparator?: string;
};

function addProduce(program: Command, world: LogWorld, exit: Exit): void {
  addCommand(program, 'produce <topic>', 'append the lines of the standard input, a record each')
    .option('--partitions <n>', 'of a topic that is made', readCount, 1)
    .addOption(
      new Option('--durability <kind>', 'of a topic that is made')
        .choices(['durable', 'relaxed'])
        .default('durable'),
    )
    .option(
      '--key-separator <text>',
      'what stands between key and value; without it lines are values',
    )
    .addHelpText('after', produceHelp)
    .action(async (topic: string, flags: ProduceFlags) => {
      const { runProduce } = await import('./produce-command.ts');
      const keySeparator = flags.keySeparator ?? null;
      exit(await runProduce({ ...flags, topic, keySeparator }, world));
    });
}

const produceHelp = `
A missing topic is made. Lines are bytes of any kind; an empty line is an empty value. It ends with
0 when all records are acknowledged, and says how many. It needs the data directory for itself.

  seq 1000 | millrace log produce numbers
  tail -F app.log | millrace log produce app --data /var/lib/millrace
  millrace log produce users --partitions 4 --key-separator : < users.txt`;

type ConsumeFlags = {
  readonly data: string;
  readonly from: OffsetSpec;
  readonly to?: OffsetSpec;
  readonly follow?: boolean;
  readonly partition?: number;
  readonly format: RowFormat;
  readonly max?: number;
};

function addConsume(program: Command, world: LogWorld, exit: Exit): void {
  const offset = (text: string): OffsetSpec => readOffset(text, world);
  addCommand(program, 'consume <topic>', 'print the rows of a topic, one a line')
    .option('--from <offset>', 'where to begin', offset, { kind: 'start' })
    .option('--to <offset>', 'the offset to end before; the end as it is now, unless told', offset)
    .option('-f, --follow', 'go on with what comes, until Ctrl-C')
    .option('-p, --partition <n>', 'only this partition', readIndex)
    .option('-n, --max <n>', 'so many rows at most', readCount)
    .addOption(
      new Option('--format <format>', 'how rows are printed').choices(rowFormats).default('value'),
    )
    .addHelpText('after', consumeHelp)
    .action(async (topic: string, flags: ConsumeFlags) => {
      const { runConsume } = await import('./consume-command.ts');
      exit(await runConsume({ ...consumeSettings(flags), topic }, world));
    });
}

function consumeSettings(flags: ConsumeFlags) {
  const { data, from, to = null, follow = false, partition = null, format, max = null } = flags;
  return { data, from, to, follow, partition, format, rowsMax: max };
}

const consumeHelp = `
Offsets: ${offsetForms}.
Only committed rows that cannot vanish any more are shown. Rows of the engine are printed as JSON
objects, records as their values. Several partitions come in the order of their record times.

  millrace log consume orders --from -10
  millrace log consume orders --from @-5m --format json
  millrace log consume orders --from end --follow`;

function readOffset(text: string, world: LogWorld): OffsetSpec {
  const spec = parseOffset(text, world.clock.nowMicros() / 1000);
  if (spec !== null) return spec;
  throw new InvalidArgumentError(`Offsets are: ${offsetForms}.`);
}

function readIndex(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 0 on.');
}

function readCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count > 0 && Number.isSafeInteger(count)) return count;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

function readNumber(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError('It must be a whole number from 0 on.');
}
