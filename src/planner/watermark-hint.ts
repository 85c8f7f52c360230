/** What to do about windows over a column that no watermark follows. */
export function watermarkHint(time: string): string {
  return time.startsWith('_')
    ? 'Put the window over a column of the stream that has a WATERMARK.'
    : `Add a WATERMARK to the stream: WATERMARK FOR ${time} AS ${time} - INTERVAL '5 seconds'.`;
}
