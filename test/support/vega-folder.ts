import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** Where the files of the package `vega-datasets` lie: real events for tests. */
export const vegaFolder = join(dirname(require.resolve('vega-datasets')), '../data');
