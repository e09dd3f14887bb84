import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { arrange, between, isKey, LONGEST, type Placed, several, spread } from "./order";

const FILE = join(import.meta.dirname, "../../../tests/collab/corpus/orders/orders.json");
const ORDERS = JSON.parse(readFileSync(FILE, "utf8"));

describe("order keys", () => {
  test("are those of Python", () => {
    for (const [count, keys] of Object.entries(ORDERS.spread)) expect(spread(Number(count))).toEqual(keys);
    for (const [before, after, key] of ORDERS.between) expect(between(before, after)).toBe(key);
    for (const { items, keys } of ORDERS.arrange) expect(arrange(items)).toEqual(keys);
  });

  test("stay short at the ends and are spaced anew when one place is filled again and again", () => {
    let items: Placed[] = spread(2).map((key, place) => [`i${place}`, key]);
    for (let count = 0; count < 400; count++) {
      const place = count % 2 ? 1 : items.length - 1;
      items.splice(place, 0, [`n${count}`, null]);
      items = arrange(items).map((key, at): Placed => [items[at]?.[0] ?? "", key]);
      const keys = items.map(([, key]) => key ?? "");
      expect(keys.every(isKey)).toBe(true);
      expect(Math.max(...keys.map((key) => key.length))).toBeLessThanOrEqual(LONGEST);
      expect(new Set(keys).size).toBe(keys.length);
      expect([...keys].sort()).toEqual(keys);
    }
  });

  test("nothing fits between a key and itself", () => {
    expect(() => between("V", "V")).toThrow(RangeError);
    expect(several("V", "W", 0)).toEqual([]);
  });
});
