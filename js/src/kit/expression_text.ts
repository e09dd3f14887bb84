// The text of an expression in its tokens: enough to find names and calls in it, and to put others in their place.

export interface Token {
  kind: "name" | "number" | "text" | "sign";
  text: string;
  start: number;
  end: number;
}

/** A field or measure that a text names; `key` is its name without quotes: `airlines.name`, `a b`. */
export interface Reference {
  key: string;
  start: number;
  end: number;
}

const TOKEN =
  /([\p{ID_Start}_]\p{ID_Continue}*)|((?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(\*\*|\/\/|[<>=!]=|\S)/gsu;
export const WORDS: ReadonlySet<string> = new Set([
  "and",
  "or",
  "not",
  "in",
  "is",
  "if",
  "else",
  "true",
  "false",
  "none",
]);
export const SPACES: ReadonlySet<string> = new Set(["param", "slot", "group", "report", "run", "page"]);
const OPENING = new Set(["(", "[", "{"]);
const CLOSING = new Set([")", "]", "}"]);

export function tokens(text: string): Token[] {
  return Array.from(text.matchAll(TOKEN), (match) => {
    const kind = match[1] ? "name" : match[2] ? "number" : match[3] ? "text" : "sign";
    return { kind, text: match[0], start: match.index, end: match.index + match[0].length };
  });
}

/** Each token with how deep in brackets it stands; a bracket stands outside of what it holds. */
function* withDepth(all: Token[]): Generator<[Token, number]> {
  let depth = 0;
  for (const token of all) {
    if (CLOSING.has(token.text)) depth -= 1;
    yield [token, depth];
    if (OPENING.has(token.text)) depth += 1;
  }
}

/** Every field and measure that is named, in order. */
export function references(text: string): Reference[] {
  const all = tokens(text);
  const found: Reference[] = [];
  for (let at = 0; at < all.length; at += 1) {
    const token = all[at];
    if (token?.kind !== "name" || WORDS.has(token.text)) continue;
    const next = all[at + 1]?.text;
    if (next === "(") {
      const inner = all[at + 2];
      const last = all[at + 3];
      if (token.text !== "col" || inner?.kind !== "text" || last?.text !== ")") continue;
      found.push({ key: unquoted(inner.text), start: token.start, end: last.end });
      at += 3;
    } else if (next === "." && all[at + 2]?.kind === "name") {
      const part = all[at + 2] as Token;
      if (!SPACES.has(token.text))
        found.push({ key: `${token.text}.${part.text}`, start: token.start, end: part.end });
      at += 2;
      // keywords of a call (`reset=region`) name arguments
    } else if (!(next === "=" && all[at + 2]?.text !== "=")) {
      found.push({ key: token.text, start: token.start, end: token.end });
    }
  }
  return found;
}

export const namesIn = (text: string): Set<string> => new Set(references(text).map(({ key }) => key));

/** The key of a text that is one name and nothing else. */
export function keyOf(text: string): string | null {
  const [only, ...others] = references(text);
  if (!only || others.length) return null;
  return only.start === leading(text) && only.end === text.trimEnd().length ? only.key : null;
}

/** Write `to` wherever `key` is named; `to` is written as an expression writes it. */
export function renamed(text: string, key: string, to: string): string {
  const places = references(text).filter((each) => each.key === key);
  return places.reduceRight((made, { start, end }) => made.slice(0, start) + to + made.slice(end), text);
}

/** A text that is one call: its function and its arguments as written. */
export function callOf(text: string): { name: string; args: string[] } | null {
  const all = tokens(text);
  const [name, open] = all;
  if (name?.kind !== "name" || open?.text !== "(" || all.at(-1)?.text !== ")") return null;
  const args: string[] = [];
  let start = open.end;
  for (const [token, depth] of withDepth(all)) {
    if (depth === 0 && token !== name && token !== open && token !== all.at(-1)) return null;
    if (depth === 1 && token.text === ",") {
      args.push(text.slice(start, token.start).trim());
      start = token.end;
    }
  }
  const last = text.slice(start, all.at(-1)?.start).trim();
  if (last || args.length) args.push(last);
  return { name: name.text, args };
}

/** The functions that are called. */
export function callsIn(text: string): Set<string> {
  const all = tokens(text);
  return new Set(
    all.flatMap((token, at) => (token.kind === "name" && all[at + 1]?.text === "(" ? [token.text] : [])),
  );
}

const outside = (text: string, words: string[]): Token[] =>
  Array.from(withDepth(tokens(text))).flatMap(([token, depth]) =>
    depth === 0 && token.kind === "name" && words.includes(token.text) ? [token] : [],
  );

/** Whether `and` binds closer than what joins the text's parts. */
export const isLoose = (text: string): boolean => outside(text, ["or", "if", "else"]).length > 0;

/** The conditions that all must hold; one alone where they are joined otherwise. */
export function conditions(text: string | null | undefined): string[] {
  if (!text?.trim()) return [];
  if (isLoose(text)) return [text.trim()];
  const parts: string[] = [];
  let start = 0;
  for (const { start: at, end } of outside(text, ["and"])) {
    parts.push(text.slice(start, at).trim());
    start = end;
  }
  parts.push(text.slice(start).trim());
  // half an expression is shown as it stands
  return parts.every(Boolean) ? parts : [text.trim()];
}

/** The conditions of which one must hold; one alone where they are joined otherwise. */
export function alternatives(text: string): string[] {
  if (outside(text, ["if", "else"]).length > 0) return [text.trim()];
  const parts: string[] = [];
  let start = 0;
  for (const { start: at, end } of outside(text, ["or"])) {
    parts.push(text.slice(start, at).trim());
    start = end;
  }
  parts.push(text.slice(start).trim());
  return parts.every(Boolean) ? parts : [text.trim()];
}

/** What stands between the brackets around a whole text; null without such. */
export function unwrapped(text: string): string | null {
  const all = tokens(text);
  if (all[0]?.text !== "(" || all.at(-1)?.text !== ")") return null;
  const closes = Array.from(withDepth(all)).find(([token, depth]) => token.text === ")" && depth === 0);
  return closes?.[0] === all.at(-1) ? text.slice(all[0].end, all.at(-1)?.start).trim() : null;
}

/** What a text that begins with `not` denies; null for any other. */
export function denied(text: string): string | null {
  const [first] = tokens(text);
  return first?.kind === "name" && first.text === "not" ? text.slice(first.end).trim() : null;
}

/** One expression of all conditions; null of none. */
export function allOf(parts: string[]): string | null {
  if (parts.length < 2) return parts[0] ?? null;
  return parts.map((part) => (isLoose(part) ? `(${part})` : part)).join(" and ");
}

/** A text as a literal. */
export const quoted = (text: string): string =>
  `'${text.replace(/\\/g, "\\\\").replace(/'/g, "\\'").replace(/\n/g, "\\n").replace(/\r/g, "\\r").replace(/\t/g, "\\t")}'`;

/** A name of one part as an expression writes it: `a b` is `col('a b')`. */
export const nameText = (name: string): string =>
  keyOf(name) === name && !name.includes(".") ? name : `col(${quoted(name)})`;

const ESCAPES: Record<string, string> = { n: "\n", r: "\r", t: "\t" };

/** A literal's text. */
export const unquoted = (literal: string): string =>
  literal
    .slice(1, -1)
    .replace(
      /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U(00(?:0[\da-fA-F]|10)[\da-fA-F]{4})|(.))/gs,
      (_, x, u, U, other) => {
        const code = x ?? u ?? U;
        return code ? String.fromCodePoint(Number.parseInt(code, 16)) : (ESCAPES[other] ?? other);
      },
    );

const leading = (text: string): number => text.length - text.trimStart().length;

/** The parameters that are named: `param.region`. */
export const paramsIn = (text: string): Set<string> => new Set(paramPlaces(text).map(({ key }) => key));

/** Write `param.to` wherever `param.key` is named. */
export function paramRenamed(text: string, key: string, to: string): string {
  const places = paramPlaces(text).filter((each) => each.key === key);
  return places.reduceRight((made, { start, end }) => made.slice(0, start) + to + made.slice(end), text);
}

/** Compare with a parameter of several values by `in`, with one of one value by `==`. */
export function paramCompared(text: string, key: string, several: boolean): string {
  const places = paramPlaces(text).filter((each) => each.key === key);
  return places.reduceRight((made, { start }) => {
    const before = made.slice(0, start);
    const [from, to] = several ? [/==(\s*param\s*\.\s*)$/, "in$1"] : [/\bin(\s+param\s*\.\s*)$/, "==$1"];
    return before.replace(from, to) + made.slice(start);
  }, text);
}

/** Where the names of parameters stand, without their `param.`. */
function paramPlaces(text: string): Reference[] {
  const all = tokens(text);
  return all.flatMap((token, at) => {
    const [dot, name] = [all[at + 1], all[at + 2]];
    if (token.kind !== "name" || token.text !== "param" || dot?.text !== "." || name?.kind !== "name")
      return [];
    // `x.param.y` names no parameter
    return all[at - 1]?.text === "." ? [] : [{ key: name.text, start: name.start, end: name.end }];
  });
}
