// Fields that the report names and the data has not: found, and replaced by the nearest.
import { callOf, namesIn, references, renamed } from "../../kit/expression_text";
import type { FieldCard } from "../../protocol/messages";
import type { Report } from "../../protocol/report";
import type { Known } from "./known";

/** Names in a text that are neither a field nor a measure. */
export function missingIn(text: string, known: Known): string[] {
  if (!known.told) return [];
  return Array.from(namesIn(text)).filter((key) => !known.fields.has(key) && !known.measuresByName.has(key));
}

/** Fields by how near their names come to a name. */
export function nearest(key: string, known: Known, most = 5): FieldCard[] {
  const wanted = letters(key);
  return Array.from(known.fields)
    .map(([other, card]) => ({
      card,
      near: Math.max(alike(wanted, letters(other)), alike(wanted, letters(card.label))),
    }))
    .sort((a, b) => b.near - a.near)
    .slice(0, most)
    .map(({ card }) => card);
}

/** Fields from which a likeness is worth an offer of its own. */
export function nearestOne(key: string, known: Known): FieldCard | null {
  const [first] = nearest(key, known, 1);
  if (!first) return null;
  const near = Math.max(alike(letters(key), letters(first.name)), alike(letters(key), letters(first.label)));
  return near >= 0.4 ? first : null;
}

const letters = (text: string): string =>
  text
    .slice(text.lastIndexOf(".") + 1)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

/** From 0 to 1, by the pairs of letters that both have. */
function alike(one: string, other: string): number {
  if (one === other) return 1;
  if (one.length < 2 || other.length < 2) return 0;
  const pairs = pairsOf(one);
  const others = pairsOf(other);
  let same = 0;
  for (const [pair, count] of pairs) same += Math.min(count, others.get(pair) ?? 0);
  return (2 * same) / (one.length + other.length - 2);
}

function pairsOf(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (let at = 0; at + 1 < text.length; at += 1) {
    const pair = text.slice(at, at + 2);
    found.set(pair, (found.get(pair) ?? 0) + 1);
  }
  return found;
}

/** Keys whose values are expressions, wherever they stand. */
const EXPRESSIONS = new Set([
  ...["value", "total", "visible", "link", "by", "sort", "when", "where", "on", "expr"],
  ...["x", "y", "color", "size", "compare", "target", "spark"],
]);
/** Keys whose values are lists of expressions. */
const LISTS = new Set(["order_by", "rows", "columns", "values"]);
/** Keys whose values are texts that may hold `{{ … }}`. */
const TEXTS = new Set(["md", "title", "note", "no_data", "header", "footer", "left", "center", "right"]);
const WORDS = new Set(["asc", "desc", "x", "y", "-x", "-y"]);

/** Name another field wherever a report names `key`. */
export function replaceField(draft: Report, key: string, to: string): void {
  for (const part of [draft.body, draft.measures, draft.fields, draft.page, draft.sources])
    if (part) inside(part as unknown as Loose, key, to);
}

type Loose = { [name: string]: unknown } | unknown[];

function inside(value: Loose, key: string, to: string): void {
  for (const [name, each] of Object.entries(value)) {
    const put = (made: unknown) => {
      (value as { [name: string]: unknown })[name] = made;
    };
    if (typeof each === "string") {
      // the colour of a rule is no expression, that of a chart is
      if (name === "color" && !("kind" in value)) continue;
      if (EXPRESSIONS.has(name)) put(expression(name, each, key, to));
      else if (TEXTS.has(name)) put(filled(each, key, to));
    } else if (Array.isArray(each) && LISTS.has(name)) {
      put(each.map((one) => (typeof one === "string" ? expression(name, one, key, to) : one)));
      inside(each.filter((one) => typeof one === "object" && one !== null) as Loose, key, to);
    } else if (typeof each === "object" && each !== null) {
      inside(each as Loose, key, to);
    }
  }
}

function expression(name: string, text: string, key: string, to: string): string {
  // colours of rules, words of sorting and bare functions of totals are no names
  if (name === "sort" && WORDS.has(text)) return text;
  if (name === "total" && callOf(text) === null && references(text)[0]?.key === text) return text;
  const sign = /^-(?=[^\d.\s(])/.exec(text)?.[0] ?? "";
  return sign + renamed(text.slice(sign.length), key, to);
}

const filled = (text: string, key: string, to: string): string =>
  text.replace(/\{\{([^{}]*)\}\}/g, (_, inner: string) => {
    const bar = inner.lastIndexOf("|");
    const [part, format] = bar < 0 ? [inner, ""] : [inner.slice(0, bar), inner.slice(bar)];
    return `{{${renamed(part, key, to)}${format}}}`;
  });
