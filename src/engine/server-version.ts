import { version } from '../common/version.ts';

/** What the server calls itself where PostgreSQL says its version: drivers read the first number. */
export const serverVersion = `15.0 (Millrace ${version})`;
