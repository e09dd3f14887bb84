// Plain values as JSON has them, compared and ordered the same as in Python.
export type Plain = null | boolean | number | bigint | string | Plain[] | { [key: string]: Plain };
export type Keys = Record<string, Plain>;

/** Order by code points; JavaScript's own order is by UTF-16 units. */
export function compare(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const [one, other] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (one === other) continue;
    // a half of a pair stands for what is beyond all whole units
    const [up, down] = [isHalf(one), isHalf(other)];
    return up === down ? one - other : up ? 1 : -1;
  }
  return left.length - right.length;
}

const isHalf = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

/** Keys in code point order, the same in every language. */
export function ordered(keys: Iterable<string>): string[] {
  return [...keys].sort(compare);
}

export function isKeys(value: unknown): value is Keys {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Say whether JSON can hold a value, big integers apart. */
export function isPlain(value: unknown): value is Plain {
  if (value === null) return true;
  switch (typeof value) {
    case "boolean":
    case "string":
    case "bigint":
      return true;
    case "number":
      return Number.isFinite(value);
  }
  if (Array.isArray(value)) return value.every(isPlain);
  return isKeys(value) && Object.values(value).every(isPlain);
}

/** Say whether two values are the same one. */
export function alike(left: unknown, right: unknown): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, place) => alike(item, right[place]));
  }
  if (isKeys(left) && isKeys(right)) {
    const keys = Object.keys(left);
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && alike(left[key], right[key]))
    );
  }
  return left === right;
}
