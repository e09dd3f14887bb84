import { describe, expect, it } from "vitest";
import {
  allOf,
  callOf,
  callsIn,
  conditions,
  keyOf,
  namesIn,
  quoted,
  renamed,
  unquoted,
} from "./expression_text";

describe("names in an expression", () => {
  it.each([
    ["carrier", ["carrier"]],
    ["sum(dep_delay) / count(airlines.name)", ["dep_delay", "airlines.name"]],
    [`col("a b") + col('it\\'s')`, ["a b", "it's"]],
    ["origin in param.origin and not is_late", ["origin", "is_late"]],
    ["'carrier' == name", ["name"]],
    ["running(sum(x), reset=region)", ["x", "region"]],
    ["a if b > 1e-3 else none", ["a", "b"]],
    ["größe == 2", ["größe"]],
    ["group.key", []],
    ["col(", []],
    ["'open", ["open"]],
  ])("%s", (text, names) => {
    expect(Array.from(namesIn(text))).toEqual(names);
  });

  it("is a key where it is nothing else", () => {
    expect(keyOf(" carrier ")).toBe("carrier");
    expect(keyOf('col("a b")')).toBe("a b");
    expect(keyOf("airlines.name")).toBe("airlines.name");
    expect(keyOf("carrier + 1")).toBeNull();
    expect(keyOf("-carrier")).toBeNull();
    expect(keyOf("param.x")).toBeNull();
    expect(keyOf("")).toBeNull();
  });

  it("is renamed where it is named, and nowhere else", () => {
    expect(renamed("sum(a) + a.a + 'a' + a(a) + b", "a", "col('x y')")).toBe(
      "sum(col('x y')) + a.a + 'a' + a(col('x y')) + b",
    );
    expect(renamed('max(col("old name"))', "old name", "new_name")).toBe("max(new_name)");
    expect(renamed("airlines.name == 'name'", "airlines.name", "carrier")).toBe("carrier == 'name'");
  });
});

describe("calls", () => {
  it("are one call or none", () => {
    expect(callOf("sum(delay)")).toEqual({ name: "sum", args: ["delay"] });
    expect(callOf("count()")).toEqual({ name: "count", args: [] });
    expect(callOf("date_trunc('month', time_hour)")).toEqual({
      name: "date_trunc",
      args: ["'month'", "time_hour"],
    });
    expect(callOf("sum(if_(a < 1, 1, 0))")).toEqual({ name: "sum", args: ["if_(a < 1, 1, 0)"] });
    expect(callOf("sum(a) / sum(b)")).toBeNull();
    expect(callOf("(sum(a))")).toBeNull();
    expect(callOf("sum(a")).toBeNull();
    expect(callOf("concat(')', b)")).toEqual({ name: "concat", args: ["')'", "b"] });
  });

  it("are found inside", () => {
    expect(Array.from(callsIn("sum(abs(x)) / 2"))).toEqual(["sum", "abs"]);
  });
});

describe("conditions", () => {
  it.each([
    ["a > 1", ["a > 1"]],
    ["a > 1 and b in ['x', 'y'] and not c", ["a > 1", "b in ['x', 'y']", "not c"]],
    ["(a or b) and c", ["(a or b)", "c"]],
    ["a and b or c", ["a and b or c"]],
    ["x if a and b else c", ["x if a and b else c"]],
    ["contains(name, ' and ')", ["contains(name, ' and ')"]],
    ["a > 1 and", ["a > 1 and"]],
    ["", []],
  ])("%s", (text, parts) => {
    expect(conditions(text)).toEqual(parts);
  });

  it("are joined as they were, looser ones in brackets", () => {
    expect(allOf([])).toBeNull();
    expect(allOf(["a or b"])).toBe("a or b");
    expect(allOf(["a or b", "c > 1"])).toBe("(a or b) and c > 1");
    const text = "a > 1 and (b or c) and d in ['and']";
    expect(allOf(conditions(text))).toBe(text);
  });
});

it("quotes any text so that it is read again", () => {
  for (const text of ["plain", "it's", 'say "x"', "back\\slash", "two\nlines", "<img src=x>", "😀"])
    expect(unquoted(quoted(text))).toBe(text);
  expect(unquoted("'\\x41\\u00e9\\U0001F600'")).toBe("Aé😀");
});
