import { SqlError, sqlState } from '../../common/sql-error.ts';
import { repairLog } from '../../log/inspect/repair/repair-log.ts';
import { bytesToVerify } from '../../log/inspect/verify/verify-log.ts';
import { checkColumns } from './check-columns.ts';
import { schemaOf } from './decode-rows.ts';
import { openLogData } from './log-data.ts';
import type { LogWorld } from './log-world.ts';
import { Output } from './output.ts';
import { ProgressBar } from './progress-bar.ts';

/** What `repair` was asked for. */
export type RepairSettings = { readonly data: string; readonly dryRun: boolean };

/**
 * `millrace log repair`: makes a log whole again, and says what it did and what is lost. Answers the
 * exit code. @throws SqlError 55006 when a server is running
 */
export async function runRepair(settings: RepairSettings, world: LogWorld): Promise<number> {
  const { view, isHeld } = await openLogData(world, settings.data);
  const { directory } = view;
  if (isHeld()) throw inUse(directory);
  const lock = settings.dryRun ? null : await world.disk.lock(`${directory}/lock`);
  if (lock === null && !settings.dryRun) throw inUse(directory);
  try {
    return await repair(settings, world, directory);
  } finally {
    await lock?.release();
  }
}

async function repair(
  { dryRun }: RepairSettings,
  world: LogWorld,
  directory: string,
): Promise<number> {
  const { disk, clock } = world;
  const out = new Output(world);
  const bar = new ProgressBar(
    world,
    'repair',
    await bytesToVerify({ disk, directory, topic: null }),
  );
  let changes = 0;
  const lostRows = await repairLog({
    directory,
    columnsCheck: (schema) => (schemaOf(schema) === null ? () => null : checkColumns),
    tools: {
      disk,
      nowMs: Math.floor(clock.nowMicros() / 1000),
      isDryRun: dryRun,
      tell: (line) => {
        changes += 1;
        bar.clear();
        out.addText(`${line}\n`);
      },
      checked: (bytes) => bar.add(bytes),
    },
  });
  bar.clear();
  out.addText(summary(changes, lostRows, dryRun));
  await out.flush();
  return 0;
}

function summary(changes: number, lostRows: number, dryRun: boolean): string {
  if (changes === 0) return 'nothing to repair\n';
  const would = dryRun ? ' (nothing was changed: --dry-run)' : '';
  const lost = lostRows === 1 ? '1 row is lost' : `${lostRows} rows are lost`;
  return `${lostRows === 0 ? 'no row is lost' : lost}${would}\n`;
}

function inUse(directory: string): SqlError {
  return new SqlError(sqlState.objectInUse, 'the data directory is in use', {
    detail: `Another process has ${directory} open.`,
    hint: 'Stop the server, then repair.',
  });
}
