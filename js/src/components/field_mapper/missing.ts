// Fields that the report names and the data has not: found, and replaced by the nearest.
import { callOf, keyOf, namesIn, references, renamed } from "../../kit/expression_text";
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

/** Name another field wherever a report names `key`; what is said of the field goes with its name. */
export function replaceField(draft: Report, key: string, to: string): void {
  for (const part of partsOf(draft)) rewrite(part, (text) => renamed(text, key, to));
  const name = keyOf(to);
  const said = draft.fields?.[key];
  if (!draft.fields || !said || said.expr || name === null || name in draft.fields) return;
  draft.fields = Object.fromEntries(
    Object.entries(draft.fields).map(([each, value]) => [each === key ? name : each, value]),
  );
}

/** Every name that a report's expressions hold. */
export function keysIn(report: Report): Set<string> {
  const found = new Set<string>();
  for (const part of partsOf(structuredClone(report)))
    rewrite(part, (text) => {
      for (const name of namesIn(text)) found.add(name);
      return text;
    });
  return found;
}

function partsOf(draft: Report): Loose[] {
  const parts = [draft.body, draft.measures, draft.fields, draft.page, draft.sources];
  return parts.filter((part) => part !== undefined && part !== null) as unknown as Loose[];
}

type Loose = { [name: string]: unknown } | unknown[];

/** Put what `make` gives in the place of every expression. */
function rewrite(value: Loose, make: (text: string) => string): void {
  for (const [name, each] of Object.entries(value)) {
    const put = (made: unknown) => {
      (value as { [name: string]: unknown })[name] = made;
    };
    if (typeof each === "string") {
      // the colour of a rule is no expression, that of a chart is
      if (name === "color" && !("kind" in value)) continue;
      if (EXPRESSIONS.has(name)) put(expression(name, each, make));
      else if (TEXTS.has(name)) put(filled(each, make));
    } else if (Array.isArray(each) && LISTS.has(name)) {
      put(each.map((one) => (typeof one === "string" ? expression(name, one, make) : one)));
      rewrite(each.filter((one) => typeof one === "object" && one !== null) as Loose, make);
    } else if (typeof each === "object" && each !== null) {
      rewrite(each as Loose, make);
    }
  }
}

function expression(name: string, text: string, make: (text: string) => string): string {
  // colours of rules, words of sorting and bare functions of totals are no names
  if (name === "sort" && WORDS.has(text)) return text;
  if (name === "total" && callOf(text) === null && references(text)[0]?.key === text) return text;
  const sign = /^-(?=[^\d.\s(])/.exec(text)?.[0] ?? "";
  return sign + make(text.slice(sign.length));
}

const filled = (text: string, make: (text: string) => string): string =>
  text.replace(/\{\{([^{}]*)\}\}/g, (_, inner: string) => {
    const bar = inner.lastIndexOf("|");
    const [part, format] = bar < 0 ? [inner, ""] : [inner.slice(0, bar), inner.slice(bar)];
    return `{{${make(part)}${format}}}`;
  });
