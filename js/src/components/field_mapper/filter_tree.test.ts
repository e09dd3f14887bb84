import { describe, expect, it } from "vitest";
import * as tree from "./filter_tree";
import { type Comparison, comparisonsFor, valuesOf } from "./filters";
import {
  NAMED,
  numbered,
  pickedOf,
  rangeOf,
  rangeValues,
  rangeWords,
  readRange,
  writeRange,
} from "./relative_dates";

const TYPES: Record<string, string> = {
  carrier: "text",
  'col("odd name, \\"x\\"")': "text",
  "airlines.name": "text",
  delay: "float",
  n: "integer",
  day: "date",
  at: "datetime",
  late: "boolean",
};
const typeOf = (field: string) => TYPES[field] ?? null;
const VALUES: Record<string, string[]> = {
  text: ["AA", "a, b", "it's", 'say "x"', "back\\slash", "😀", "שלום", " x ", "and"],
  float: ["0", "-1.5", "15"],
  integer: ["1", "3", "-2"],
  date: ["2026-03-31", "2026-01-01", "2025-12-31"],
  datetime: ["2026-03-31", "2026-02-28T12:00", "2025-12-31"],
};

/** Numbers that are the same on every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function someTree(next: (below: number) => number): tree.FilterGroup {
  const pick = <T>(from: readonly T[]): T => from[next(from.length)] as T;
  const row = (): tree.FilterRow => {
    const field = pick(Object.keys(TYPES));
    const type = TYPES[field] as string;
    const how: Comparison = pick(comparisonsFor(type));
    const values = (count: number) => Array.from({ length: count }, () => pick(VALUES[type] ?? []));
    const range = pick([
      ...NAMED.map(([, , each]) => each),
      ...(["last", "previous", "next"] as const).flatMap((each) =>
        (["day", "week", "month", "quarter", "year"] as const).map((unit) =>
          numbered(each, 2 + next(5), unit),
        ),
      ),
    ]);
    const made = {
      none: [],
      one: values(1),
      two: values(2),
      many: values(1 + next(3)),
      range: rangeValues(range),
    }[valuesOf(how)];
    return { kind: "row", condition: { field, how, values: made }, text: null };
  };
  const group = (depth: number): tree.FilterGroup => {
    const not = depth < 4 && next(3) === 0;
    const alone = not && next(2) === 0;
    const items = Array.from({ length: alone ? 1 : 2 + next(2) }, () =>
      !alone && depth > 0 && next(3) === 0 ? group(depth - 1) : row(),
    );
    return { kind: "group", op: alone ? "or" : pick(["and", "or"] as const), not, items };
  };
  return group(4);
}

/** Texts that were read are those that would be written. */
const bare = (node: tree.FilterNode): unknown => {
  if (node.kind === "group") return { ...node, items: node.items.map(bare) };
  return node.kind === "row" ? { ...node, text: null } : node;
};

describe("a filter as rows", () => {
  const next = seeded(7);
  const cases = Array.from({ length: 120 }, () => {
    const made = someTree(next);
    return { text: tree.writeFilter(made, typeOf), filter: made };
  });

  it("is written, and read as the same rows", () => {
    for (const { text, filter } of cases) expect(bare(tree.readFilter(text, typeOf))).toEqual(bare(filter));
  });

  it("is what the engine is asked, whose answers are compared with rows taken one by one", async () => {
    await expect(`[\n${cases.map((each) => JSON.stringify(each)).join(",\n")}\n]\n`).toMatchFileSnapshot(
      "../../../../tests/fixtures/filters.json",
    );
  });

  it.each([
    ["carrier == 'AA' and delay > 15", "all of two rows"],
    ["carrier == 'AA' or delay > 15 and n == 1", "groups by precedence"],
    ["not carrier == 'AA'", "one denied"],
    ["not (carrier == 'AA' or late)", "none of"],
    ["((carrier == 'AA') and (late))", "needless brackets"],
    ["lower(carrier) == 'aa' and (late or delay > n * 2)", "texts that are no rows"],
    ["at <= '2026-03-31'", "a moment, not a day, stays as it is written"],
    ["late if n > 1 else delay > 2", "a choice"],
    ["carrier == 'AA' and", "half a text"],
    ["missing == 1 or late", "a field that is not there"],
    ["not not late", "denied twice"],
  ])("%s keeps its meaning: %s", (text) => {
    const once = tree.writeFilter(tree.readFilter(text, typeOf), typeOf);
    expect(tree.writeFilter(tree.readFilter(once, typeOf), typeOf)).toBe(once);
    const words = (of: string) => of.replace(/[()\s]/g, "");
    expect(words(once)).toBe(words(text));
  });

  it("leaves what says nothing out", () => {
    const begun: tree.FilterRow = {
      kind: "row",
      condition: { field: "carrier", how: "one_of", values: [] },
      text: null,
    };
    const late: tree.FilterText = { kind: "text", text: "late" };
    const root = tree.add(tree.add(tree.emptyGroup(), [], late), [], tree.emptyGroup("or"));
    expect(tree.writeFilter(tree.add(root, [1], begun), typeOf)).toBe("late");
  });
});

describe("rows and groups", () => {
  const text = (name: string): tree.FilterText => ({ kind: "text", text: name });
  const root = tree.readFilter("f(a) and (f(b) or f(c)) and f(d)", () => null);
  const written = (of: tree.FilterGroup) => tree.writeFilter(of, () => null);

  it("are put, added, and taken out with the group they leave empty", () => {
    expect(written(tree.put(root, [1, 0], text("x")))).toBe("f(a) and (x or f(c)) and f(d)");
    expect(written(tree.add(root, [1], text("x")))).toBe("f(a) and (f(b) or f(c) or x) and f(d)");
    const one = tree.put(root, [1, 0], null);
    expect(written(one)).toBe("f(a) and f(c) and f(d)");
    expect(tree.put(one, [1, 0], null).items).toHaveLength(2);
    expect(tree.put(root, [], null).items).toHaveLength(0);
    expect(tree.put(root, [7, 1], text("x"))).toEqual(root);
  });

  it("move into a group, out of it, and into a new one", () => {
    expect(written(tree.move(root, [0], [1]))).toBe("(f(b) or f(c) or f(a)) and f(d)");
    expect(written(tree.move(root, [2], [1]))).toBe("f(a) and (f(b) or f(c) or f(d))");
    expect(tree.move(root, [1], [1])).toBe(root);
    expect(written(tree.moveOut(root, [1, 0]))).toBe("f(a) and f(c) and f(b) and f(d)");
    expect(tree.moveOut(root, [0])).toBe(root);
    const wrapped = tree.wrap(root, [1, 1]);
    expect(wrapped.items[1]).toMatchObject({ items: [{}, { kind: "group", op: "and", items: [{}] }] });
    expect(tree.groupsOf(wrapped).map(([path]) => path)).toEqual([[], [1], [1, 1]]);
    expect(written(tree.add(wrapped, [1, 1], text("x")))).toBe("f(a) and (f(b) or (f(c) and x)) and f(d)");
    expect(tree.wrap(root, [])).toBe(root);
    expect(tree.add(root, [0], text("x"))).toBe(root);
  });
});

describe("dates relative to today", () => {
  it.each(NAMED)("%s", (name, words, range) => {
    expect(pickedOf(range).name).toBe(name);
    expect(rangeWords(range)).toBe(words);
    expect(readRange("day", writeRange("day", range))).toEqual(range);
    expect(rangeOf(rangeValues(range))).toEqual(range);
  });

  it("are said in numbers of units", () => {
    expect(rangeWords(numbered("last", 7, "day"))).toBe("the last 7 days");
    expect(rangeWords(numbered("previous", 2, "month"))).toBe("the last complete 2 months");
    expect(rangeWords(numbered("next", 3, "week"))).toBe("the next 3 weeks");
    expect(rangeOf(["day", "1", "0"])).toBeNull();
    expect(rangeOf(["hour", "0", "0"])).toBeNull();
    expect(rangeOf(["month", "-1", "today"])).toBeNull();
  });
});
