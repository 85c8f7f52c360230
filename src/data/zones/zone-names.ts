/** Fixed offsets by abbreviation, minutes east of UTC (PostgreSQL's default set of those in common use). */
const abbreviations: Readonly<Record<string, number>> = {
  acdt: 630,
  acst: 570,
  adt: -180,
  aedt: 660,
  aest: 600,
  akdt: -480,
  akst: -540,
  art: -180,
  ast: -240,
  awst: 480,
  bdst: 120,
  bdt: 360,
  bot: -240,
  brst: -120,
  brt: -180,
  bst: 60,
  cadt: 630,
  cast: 570,
  cdt: -300,
  cest: 120,
  cet: 60,
  cetdst: 120,
  clst: -180,
  clt: -240,
  cot: -300,
  cst: -360,
  eat: 180,
  edt: -240,
  eest: 180,
  eet: 120,
  eetdst: 180,
  est: -300,
  gmt: 0,
  hkt: 480,
  hst: -600,
  ict: 420,
  idt: 180,
  ist: 120,
  jst: 540,
  kst: 540,
  mdt: -360,
  mest: 120,
  mesz: 120,
  met: 60,
  metdst: 120,
  mez: 60,
  mmt: 390,
  msd: 240,
  msk: 180,
  mst: -420,
  ndt: -150,
  nst: -210,
  nzdt: 780,
  nzst: 720,
  pdt: -420,
  pet: -300,
  pht: 480,
  pkt: 300,
  pst: -480,
  sgt: 480,
  uct: 0,
  ut: 0,
  utc: 0,
  uyt: -180,
  wast: 120,
  wat: 60,
  west: 60,
  wet: 0,
  wetdst: 60,
  z: 0,
  zulu: 0,
};

/** POSIX: a name, or none, and the hours west of UTC: 'UTC+3', '<-03>3', '+02:30'. */
const posix = /^(?:[a-z]{3,}|<[a-z0-9+:-]+>)?([+-]?)(\d{1,3})(?::(\d{1,2})(?::(\d{1,2}))?)?$/i;

/** Seconds east of UTC of a name that stands for one offset; null for other names. */
export function fixedOffset(name: string): number | null {
  const minutes = abbreviations[name.toLowerCase()];
  if (minutes !== undefined) return minutes * 60;
  const match = posix.exec(name);
  if (match === null) return null;
  const [, sign, hours, mins = '0', seconds = '0'] = match;
  const west = Number(hours) * 3600 + Number(mins) * 60 + Number(seconds);
  if (Number(hours) > 167) return null;
  return sign === '-' ? west : 0 - west;
}
