// Order keys: texts that sort as fractions between 0 and 1, so that one item moves by one write.
import { compare } from "./plain";

export const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** A longer key is never made. */
export const LONGEST = 40;

const BASE = DIGITS.length;
const WIDTH = 4;
const WHOLE = BASE ** WIDTH;
const MIDDLE = Math.floor(WHOLE / 2);
const STEP = BASE;
const KEY = /^[0-9A-Za-z]{0,199}[1-9A-Za-z]$/;

export function isKey(value: unknown): value is string {
  return typeof value === "string" && KEY.test(value) && !value.endsWith("\n");
}

/** Return the keys of a new list, always the same ones for a length. */
export function spread(count: number): string[] {
  const step = Math.max(1, Math.min(STEP, Math.floor((WHOLE - MIDDLE) / (count + 1))));
  return Array.from({ length: count }, (_, place) => written(MIDDLE + step * place));
}

/** Return a key after `before` and before `after`; null stands for the ends of the list. */
export function between(before: string | null, after: string | null): string {
  if (before !== null && after !== null && before >= after) {
    throw new RangeError(`nothing fits between ${before} and ${after}`);
  }
  if (before === null && after === null) return written(MIDDLE);
  if (after === null && before !== null) {
    const up = number(before) + STEP;
    if (up < WHOLE) return written(up);
  }
  if (before === null && after !== null) {
    const down = number(after) - STEP;
    if (down > 0) return written(down);
  }
  return halfway(before ?? "", after);
}

/** Return `count` keys between two neighbours, as short as they can be. */
export function several(before: string | null, after: string | null, count: number): string[] {
  if (count === 0) return [];
  if (after === null || before === null) {
    const found: string[] = [];
    let [low, high] = [before, after];
    for (let made = 0; made < count; made++) {
      const key = between(low, high);
      found.push(key);
      if (after === null) low = key;
      else high = key;
    }
    return after === null ? found : found.reverse();
  }
  const half = Math.floor(count / 2);
  const key = between(before, after);
  return [...several(before, key, half), key, ...several(key, after, count - half - 1)];
}

export type Placed = readonly [id: string, key: string | null];

/** Return a key for each item of a list in its new order; who need not move keeps theirs. */
export function arrange(items: readonly Placed[]): string[] {
  const kept = longestRun(items);
  const keys: string[] = items.map(() => "");
  let before: string | null = null;
  let waiting: number[] = [];
  const fill = (after: string | null): void => {
    several(before, after, waiting.length).forEach((made, index) => {
      keys[waiting[index] as number] = made;
    });
    waiting = [];
  };
  items.forEach(([, key], place) => {
    // two who were put at one place at the same time have one key: nothing fits between them
    if (!kept.has(place) || key === null || (waiting.length > 0 && key === before)) {
      waiting.push(place);
      return;
    }
    fill(key);
    keys[place] = key;
    before = key;
  });
  fill(null);
  const long = keys.some((key, place) => key.length > LONGEST && key !== items[place]?.[1]);
  return long ? spread(items.length) : keys;
}

/** Return the places of a longest run of items that are in order as they are. */
function longestRun(items: readonly Placed[]): Set<number> {
  const tails: [string, string][] = [];
  const ends: number[] = [];
  const previous = new Map<number, number | undefined>();
  items.forEach(([name, key], place) => {
    if (key === null) return;
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const [other, otherName] = tails[middle] as [string, string];
      if ((compare(other, key) || compare(otherName, name)) < 0) low = middle + 1;
      else high = middle;
    }
    previous.set(place, low > 0 ? ends[low - 1] : undefined);
    tails[low] = [key, name];
    ends[low] = place;
  });
  const found = new Set<number>();
  let place = ends.at(-1);
  while (place !== undefined) {
    found.add(place);
    place = previous.get(place);
  }
  return found;
}

function number(key: string): number {
  let found = 0;
  for (const digit of key.slice(0, WIDTH).padEnd(WIDTH, "0")) found = found * BASE + DIGITS.indexOf(digit);
  return found;
}

function written(value: number): string {
  let text = "";
  let rest = value;
  for (let place = 0; place < WIDTH; place++) {
    text = DIGITS.charAt(rest % BASE) + text;
    rest = Math.floor(rest / BASE);
  }
  return text.replace(/0+$/, "");
}

function halfway(before: string, after: string | null): string {
  let text = "";
  let bound = after;
  for (let place = 0; ; place++) {
    const low = place < before.length ? DIGITS.indexOf(before.charAt(place)) : 0;
    const high = bound === null || place >= bound.length ? BASE : DIGITS.indexOf(bound.charAt(place));
    if (low + 1 < high) return text + DIGITS.charAt((low + high) >> 1);
    text += DIGITS.charAt(low);
    if (low < high) bound = null;
  }
}
