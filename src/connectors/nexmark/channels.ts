import { Random } from '../../common/random.ts';
import { dictionaryOf } from '../../data/dictionary-builder.ts';
import type { Dictionary } from '../../data/vector.ts';
import type { RandomText } from './random-text.ts';

/** Channels and urls are made from a seed of their own. */
const channelSeed = 2n;

/** Half of all bids come by one of these: codes 0 … 3 of both dictionaries. */
export const hotChannels: readonly string[] = ['Google', 'Facebook', 'Baidu', 'Apple'];

/** The others: codes 4 … 10003. */
export const coldChannels = 10_000;

const underscore = 95;

/** Where bids come from: a channel and its url have the same code. */
export type Channels = { readonly channels: Dictionary; readonly urls: Dictionary };

/** Makes the channels and urls of the original (`BidGenerator`). */
export function makeChannels(text: RandomText): Channels {
  const random = new Random(channelSeed);
  const urls = hotChannels.map(() => baseUrl(random, text));
  const channels = [...hotChannels];
  for (let i = 0; i < coldChannels; i += 1) {
    const url = baseUrl(random, text);
    const identified = random.nextIntBelow(10) > 0;
    urls.push(identified ? `${url}&channel_id=${Math.abs(reverseBits(i))}` : url);
    channels.push(`channel-${i}`);
  }
  return {
    channels: dictionaryOf('nexmark.channel', channels),
    urls: dictionaryOf('nexmark.url', urls),
  };
}

function baseUrl(random: Random, text: RandomText): string {
  const parts = [1, 2, 3].map(() => {
    text.fill(random, 5, underscore);
    return String.fromCharCode(...text.bytes.subarray(text.start, text.end));
  });
  return `https://www.nexmark.com/${parts.join('/')}/item.htm?query=1`;
}

/** Java's `Integer.reverse`: the 32 bits of an integer back to front. */
function reverseBits(value: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 32; bit += 1) reversed = (reversed << 1) | ((value >>> bit) & 1);
  return reversed;
}
