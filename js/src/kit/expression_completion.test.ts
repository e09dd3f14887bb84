import { expect, it } from "vitest";
import { FLIGHTS } from "../components/field_mapper/making";
import type { FieldCard, FunctionCard } from "../protocol/messages";
import { piecesOf } from "./expression_colors";
import { callAt, completionsAt, type Vocabulary } from "./expression_completion";

const call = (usage: string): FunctionCard => ({
  name: usage.slice(0, usage.indexOf("(")),
  kind: "row",
  usage,
  help: "",
});
const ODD = {
  ...FLIGHTS.fields[0],
  expr: "col('It\\'s 🛫')",
  name: "It's 🛫",
  label: "It's 🛫",
  samples: ["a'b"],
};
const WORDS: Vocabulary = {
  fields: [
    ...FLIGHTS.fields.map((card) => (card.name === "origin" ? { ...card, samples: ["EWR", "J'FK"] } : card)),
    ODD as FieldCard,
  ],
  measures: FLIGHTS.measures,
  functions: ["sum(x)", "today()", "date_trunc('month', d)", "round(x, digits)"].map(call),
  params: [{ name: "carrier", type: "string" } as never],
};

/** The text with `|` for the caret, as it is after choosing `label`. */
function chosen(marked: string, label: string, asked = false): string {
  const caret = marked.indexOf("|");
  const text = marked.replace("|", "");
  const found = completionsAt(text, caret, WORDS, asked);
  const item = found?.items.find((each) => each.label === label);
  if (!found || !item) throw new Error(`no ${label} in ${found?.items.map((each) => each.label)}`);
  const made = text.slice(0, found.from) + item.insert + text.slice(found.to);
  const at = found.from + item.caret;
  return `${made.slice(0, at)}|${made.slice(at)}`;
}
const offered = (marked: string, asked = false): string[] =>
  completionsAt(marked.replace("|", ""), marked.indexOf("|"), WORDS, asked)?.items.map(
    ({ label }) => label,
  ) ?? [];

it.each([
  ["dep|", "Delay", "dep_delay|"],
  ["1 + Dest| * 2", "Destination", "1 + dest| * 2"],
  ["airt|", "Air time", 'col("air time")|'],
  ["airl|", "Airline", "airlines.name|"],
  ["airlines.n|", "Airline", "airlines.name|"],
  ["It|", "It's 🛫", "col('It\\'s 🛫')|"],
  ["par|", "param.carrier", "param.carrier|"],
  ["param.|", "param.carrier", "param.carrier|"],
  ["su|", "sum", "sum(|)"],
  ["su|(dep_delay)", "sum", "sum|(dep_delay)"],
  ["tod|", "today", "today()|"],
  ["punc|", "On time", "punctual|"],
  ["depa|rture", "Delay", ""],
  ["or|igin", "Origin", "origin|"],
  ["month > 3 an|", "and", "month > 3 and|"],
  ["col('|')", "Air time", 'col("air time")|'],
  ["col('ai|", "Air time", 'col("air time")|'],
  ["origin == '|", "EWR", "origin == 'EWR'|"],
  ["origin in ['EWR', '|']", "J'FK", "origin in ['EWR', 'J\\'FK'|]"],
])("choosing in %s writes it as the language has it", (marked, label, made) => {
  if (made) expect(chosen(marked, label)).toBe(made);
  else expect(() => chosen(marked, label)).toThrow();
});

it("opens where a word begins, and for everything when asked", () => {
  expect(offered("|")).toEqual([]);
  expect(offered("dep_delay + |")).toEqual([]);
  expect(offered("12|")).toEqual([]);
  expect(offered("'in a text|")).toEqual([]);
  // what stands there is what would be written
  expect(offered("punctual|")).toEqual([]);
  expect(offered("dep_delay + |", true)).toContain("Carrier");
  expect(offered("", true)).toContain("sum");
});

it("puts what begins so first, whatever it is", () => {
  const all = offered("da|");
  expect(all[0]).toBe("date_trunc");
  expect(offered("d|").slice(0, 3)).toEqual(["Destination", "Delay", "Distance"]);
});

it("stays short where there are hundreds", () => {
  const many = Array.from({ length: 300 }, (_, i) => ({
    ...ODD,
    expr: `c${i}`,
    name: `c${i}`,
    label: `c${i}`,
  }));
  expect(completionsAt("c", 1, { ...WORDS, fields: many as FieldCard[] })?.items.length).toBe(60);
});

it.each([
  ["sum(|", { name: "sum", argument: 0 }],
  ["round(sum(x), |", { name: "round", argument: 1 }],
  ["round((1 + |), 2)", { name: "round", argument: 0 }],
  ["x in (1, |", null],
  ["sum(x) + |", null],
])("knows the call around the caret in %s", (marked, found) => {
  const at = marked.indexOf("|");
  expect(callAt(marked.replace("|", ""), at)).toEqual(found);
});

it("colours every character once, and cuts where it is wrong", () => {
  const text = "sum(a b) and param.x == 'é🛫' # 1";
  for (let start = 0; start <= text.length; start += 1) {
    const pieces = piecesOf(text, [start, Math.min(start + 3, text.length)]);
    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
    const wrong = pieces.filter((piece) => piece.wrong).map((piece) => piece.text);
    expect(wrong.join("")).toBe(text.slice(start, start + 3));
  }
  const looks = Object.fromEntries(piecesOf(text, null).map((piece) => [piece.text, piece.look]));
  expect(looks).toMatchObject({
    sum: "call",
    a: "name",
    and: "word",
    param: "space",
    "'é🛫'": "text",
    "1": "number",
  });
});
