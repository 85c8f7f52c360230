import type { Dataflow } from '../runtime/dataflow.ts';

/** What can be seen of a dataflow while it runs and after. */
export type MeasuredDataflow = Pick<Dataflow, 'measures' | 'stateSizes' | 'watermarks' | 'plan'>;
