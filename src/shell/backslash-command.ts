import { nearestName } from '../common/nearest-name.ts';
import { isResultFormat, resultFormats } from './format/result-format.ts';
import { commandHelp, statementHelp } from './help-text.ts';
import { listObjects } from './object-list.ts';
import type { Outcome } from './outcome.ts';
import type { ShellSession } from './shell-session.ts';

/** How a backslash command went, or that it leaves the shell. */
export type CommandOutcome = Outcome | 'quit';

/** What commands do beyond the session. */
export type CommandDoors = {
  readonly session: ShellSession;
  readonly runSql: (sql: string) => Promise<Outcome>;
  readonly runFile: (path: string) => Promise<CommandOutcome>;
};

/** Runs a line that begins with a backslash. */
export async function runBackslashCommand(
  line: string,
  doors: CommandDoors,
): Promise<CommandOutcome> {
  const found = /^\\(\S*)\s*(.*?)[\s;]*$/s.exec(line);
  const name = (found?.[1] ?? '').replace(/;+$/, '');
  const argument = found?.[2] ?? '';
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command !== undefined) return await command(argument, doors);
  const near = name.length > 1 ? nearestName(name, Object.keys(commands)) : null;
  const advice = near === null ? 'Try \\? for a list.' : `Did you mean \\${near}?`;
  return refuse(doors.session, `there is no command \\${name}`, advice);
}

type Command = (argument: string, doors: CommandDoors) => CommandOutcome | Promise<CommandOutcome>;

const show =
  (what: string): Command =>
  (_argument, { runSql }) =>
    runSql(`SHOW ${what}`);

const leave: Command = () => 'quit';

const commands: Readonly<Record<string, Command>> = {
  d: (name, { session, runSql }) =>
    name === '' ? listObjects(session) : runSql(`DESCRIBE ${name}`),
  'd+': (name, { session, runSql }) =>
    name === '' ? listObjects(session) : runSql(`DESCRIBE EXTENDED ${name}`),
  ds: show('STREAMS'),
  dS: show('STREAMS'),
  dt: show('TABLES'),
  dv: show('VIEWS'),
  dm: show('MATERIALIZED VIEWS'),
  dq: show('QUERIES'),
  df: show('FUNCTIONS'),
  x: (_argument, { session }) => {
    session.settings.expanded = !session.settings.expanded;
    session.say(`Expanded display is ${onOff(session.settings.expanded)}.\n`);
    return 'ok';
  },
  timing: (_argument, { session }) => {
    session.settings.timing = !session.settings.timing;
    session.say(`Timing is ${onOff(session.settings.timing)}.\n`);
    return 'ok';
  },
  format: (name, { session }) => {
    if (name !== '' && !isResultFormat(name)) {
      const advice = `Formats are ${resultFormats.join(', ')}.`;
      return refuse(session, `there is no format "${name}"`, advice);
    }
    session.settings.format = name === '' ? null : name;
    session.say(name === '' ? 'Results are shown as usual.\n' : `Results are shown as ${name}.\n`);
    return 'ok';
  },
  i: (path, { session, runFile }) =>
    path === '' ? refuse(session, '\\i needs the name of a file', '') : runFile(path),
  h: (statement, { session }) => helpWith(statement, session),
  help: (statement, { session }) => helpWith(statement, session),
  '?': (_argument, { session }) => {
    session.say(commandHelp);
    return 'ok';
  },
  q: leave,
  quit: leave,
  exit: leave,
};

function helpWith(statement: string, session: ShellSession): Outcome {
  const wanted = statement.toUpperCase();
  const names = Object.keys(statementHelp);
  const found = names.filter((name) => wanted !== '' && name.startsWith(wanted));
  if (found.length === 0) {
    session.say(`\\h STATEMENT shows the syntax of: ${names.join(', ')}.\n`);
    return 'ok';
  }
  session.say(`${found.map((name) => statementHelp[name]).join('\n\n')}\n`);
  return 'ok';
}

function refuse(session: ShellSession, message: string, advice: string): Outcome {
  const { messageStyle: style } = session;
  const hint = advice === '' ? '' : `${style.bold(style.cyan('HINT:'))} ${advice}\n`;
  session.say(`${style.red(style.bold('ERROR:'))} ${message}\n${hint}`);
  return 'failed';
}

function onOff(on: boolean): string {
  return on ? 'on' : 'off';
}
