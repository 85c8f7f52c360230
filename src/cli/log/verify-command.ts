import type { Finding } from '../../log/inspect/verify/finding.ts';
import { bytesToVerify, type LogCheck, verifyLog } from '../../log/inspect/verify/verify-log.ts';
import { checkColumns } from './check-columns.ts';
import { schemaOf } from './decode-rows.ts';
import { findTopic, openLogData } from './log-data.ts';
import type { LogWorld } from './log-world.ts';
import { Output } from './output.ts';
import { ProgressBar } from './progress-bar.ts';
import { bytesText } from './text-table.ts';

/** What `verify` was asked for. */
export type VerifySettings = {
  readonly data: string;
  /** Null: all. */
  readonly topic: string | null;
  readonly json: boolean;
};

/**
 * `millrace log verify`: looks at every byte of a log and says what is not as it was written, a line
 * each. Answers the exit code: 1 when something is damaged.
 */
export async function runVerify(settings: VerifySettings, world: LogWorld): Promise<number> {
  const { view, isHeld } = await openLogData(world, settings.data);
  if (settings.topic !== null) await findTopic(view, settings.topic);
  const out = new Output(world);
  const findings: Finding[] = [];
  let bytes = 0;
  let bar = new ProgressBar(world, 'verify', 0);
  const check: LogCheck = {
    disk: world.disk,
    directory: view.directory,
    isHeld,
    topic: settings.topic,
    columnsCheck: (schema) => (schemaOf(schema) === null ? () => null : checkColumns),
    events: {
      found: (finding) => {
        findings.push(finding);
        if (settings.json) return;
        bar.clear();
        out.addText(`${findingText(finding)}\n`);
      },
      checked: (more) => {
        bytes += more;
        bar.add(more);
      },
    },
  };
  bar = new ProgressBar(world, 'verify', await bytesToVerify(check));
  await verifyLog(check);
  bar.clear();
  const damages = findings.filter(({ severity }) => severity === 'damage').length;
  const ok = damages === 0;
  if (settings.json) out.addText(`${JSON.stringify({ ok, bytes, findings }, null, 2)}\n`);
  else out.addText(`${summary(bytes, damages, findings.length - damages)}\n`);
  await out.flush();
  return ok ? 0 : 1;
}

/** A finding in one line. */
export function findingText({ severity, path, position, message, offsets }: Finding): string {
  const at = position === null ? '' : ` at byte ${position}`;
  const lost = offsets === null ? '' : `, ${rowsText(offsets)} cannot be read`;
  return `${severity === 'damage' ? 'damage' : 'note  '}  ${path}${at}: ${message}${lost}`;
}

function rowsText([first, end]: readonly [number, number]): string {
  return end - first === 1 ? `row ${first}` : `rows ${first} to ${end - 1}`;
}

function summary(bytes: number, damages: number, notes: number): string {
  const found = damages === 0 ? 'no damage' : `${damages} ${damages === 1 ? 'damage' : 'damages'}`;
  const noted = notes === 0 ? '' : `, ${notes} ${notes === 1 ? 'note' : 'notes'}`;
  return `${bytesText(bytes)} checked: ${found}${noted}`;
}
