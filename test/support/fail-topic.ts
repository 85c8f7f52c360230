import type { DiskCall, Fault, SimulatedDisk } from './simulated-disk.ts';

/** The numbers that the log gives to the topics of a new data directory, in the order they are made. */
export const topicNumber = { epochs: 1, positions: 2, firstStream: 3 } as const;

/** Of the calls of one kind to files of a topic, those that `isFailing` picks (counted from 1) fail. */
export function failTopic(
  disk: SimulatedDisk,
  topic: number,
  fault: Fault,
  isFailing: (call: number) => boolean = () => true,
  operation: DiskCall['operation'] = 'write',
): void {
  let calls = 0;
  disk.fault = (call) => {
    if (call.operation !== operation || !call.path.includes(`/topics/${topic}/`)) return null;
    calls += 1;
    return isFailing(calls) ? fault : null;
  };
}
