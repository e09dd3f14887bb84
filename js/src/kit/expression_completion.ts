// What may stand where one writes in an expression: fields, measures, parameters, functions, words of the language.
import type { FieldCard, FunctionCard, MeasureCard } from "../protocol/messages";
import type { Param } from "../protocol/report";
import { nameText, type Token, tokens, WORDS } from "./expression_text";
import { __ } from "./words";

export interface Completion {
  kind: "field" | "measure" | "param" | "function" | "word" | "value";
  /** What is written in the place of what was typed. */
  insert: string;
  /** Where the caret goes then, from the beginning of what was written. */
  caret: number;
  label: string;
  /** The type of its values, for its mark. */
  type: string;
  /** What it holds, or how it is written. */
  detail: string;
  help: string;
}

export interface Completing {
  /** What a choice replaces. */
  from: number;
  to: number;
  items: Completion[];
}

/** What there is to write with. */
export interface Vocabulary {
  fields: readonly FieldCard[];
  measures: readonly MeasureCard[];
  functions: readonly FunctionCard[];
  params: readonly Param[];
}

export const MOST_SHOWN = 60;
const WORD_HELP: Record<string, string> = {
  and: "Both hold",
  or: "One of them holds",
  not: "It does not hold",
  in: "One of a list: region in ['North', 'South']",
  is: "With none: x is none, x is not none",
  if: "One or another: a if test else b",
  else: "One or another: a if test else b",
  true: "",
  false: "",
  none: "No value",
};

/** What may stand at `caret`; null inside a text or number. `asked` says that all is wanted, whatever was typed. */
export function completionsAt(
  text: string,
  caret: number,
  words: Vocabulary,
  asked = false,
): Completing | null {
  const before = tokens(text.slice(0, caret));
  const last = before.at(-1);
  const open = openText(before);
  if (open) return inText(text, caret, before, open, words);
  const touching = last && last.end === caret ? last : undefined;
  if (touching?.kind === "number") return null;
  let from = caret;
  let typed = "";
  if (touching?.kind === "name" || touching?.text === ".") {
    const start = chainStart(before);
    from = start.start;
    typed = text.slice(from, caret);
  }
  if (!typed && !asked) return null;
  const rest = /^\p{ID_Continue}*/u.exec(text.slice(caret))?.[0] ?? "";
  // what follows is of the same word where there is such a word, else it is the next one
  const whole = typed && all(words, false).some(({ insert }) => insert.startsWith(typed + rest));
  const to = whole ? caret + rest.length : caret;
  const items = ranked(all(words, text.slice(to).trimStart().startsWith("(")), typed);
  // what is written already needs no list
  if (!asked && items.length === 1 && items[0]?.insert === typed) return null;
  return items.length ? { from, to, items } : null;
}

/** A quote that was opened and not closed. */
function openText(before: Token[]): Token | undefined {
  return before.find(({ kind, text }) => kind === "sign" && (text === "'" || text === '"'));
}

/** In `col('` the names of fields, after a comparison the values of the field. */
function inText(
  text: string,
  caret: number,
  before: Token[],
  open: Token,
  { fields }: Vocabulary,
): Completing | null {
  const at = before.indexOf(open);
  const typed = text.slice(open.end, caret).toLowerCase();
  const closes = text.slice(caret).startsWith(open.text) ? 1 : 0;
  if (before[at - 1]?.text === "(" && before[at - 2]?.text === "col") {
    const from = before[at - 2]?.start ?? 0;
    const to = caret + closes + (text.slice(caret + closes).startsWith(")") ? 1 : 0);
    const items = fields.filter(({ name }) => name.toLowerCase().includes(typed)).map(ofField);
    return items.length ? { from, to, items: items.slice(0, MOST_SHOWN) } : null;
  }
  const field = comparedField(before.slice(0, at), fields);
  const items = (field?.samples ?? [])
    .filter((sample) => sample.toLowerCase().includes(typed) && !sample.endsWith("…"))
    .map((sample): Completion => {
      const insert = literal(sample, open.text);
      return {
        kind: "value",
        insert,
        caret: insert.length,
        label: sample,
        type: "text",
        detail: "",
        help: "",
      };
    });
  return items.length ? { from: open.start, to: caret + closes, items } : null;
}

function comparedField(before: Token[], fields: readonly FieldCard[]): FieldCard | undefined {
  let at = before.length - 1;
  // region in ['North', '
  while (at >= 0 && (before[at]?.text === "," || before[at]?.kind === "text")) at -= 1;
  if (before[at]?.text === "[" || before[at]?.text === "(") at -= 1;
  if (!["==", "!=", "in"].includes(before[at]?.text ?? "")) return undefined;
  at -= 1;
  if (before[at]?.text === "not") at -= 1;
  const end = before[at];
  if (end?.kind !== "name" && end?.text !== ")") return undefined;
  const written = (card: FieldCard) => tokens(card.expr).map(({ text }) => text);
  return fields.find((card) => {
    const parts = written(card);
    return card.type === "text" && parts.every((part, i) => before[at - parts.length + 1 + i]?.text === part);
  });
}

const literal = (text: string, quote: string): string =>
  `${quote}${text.replace(/\\/g, "\\\\").replaceAll(quote, `\\${quote}`)}${quote}`;

function chainStart(before: Token[]): Token {
  let at = before.length - 1;
  const joined = (i: number) => before[i]?.start === before[i - 1]?.end;
  while (
    at > 0 &&
    joined(at) &&
    ((before[at]?.text === "." && before[at - 1]?.kind === "name") ||
      (before[at]?.kind === "name" && before[at - 1]?.text === "."))
  )
    at -= 1;
  return before[at] as Token;
}

function all(words: Vocabulary, called: boolean): Completion[] {
  return [
    ...words.fields.map(ofField),
    ...words.measures.map((card): Completion => {
      const insert = nameText(card.name);
      return made(
        "measure",
        insert,
        card.label,
        "measure",
        card.name === card.label ? "" : card.name,
        card.expr,
      );
    }),
    ...words.params.map((param) =>
      made(
        "param",
        `param.${param.name}`,
        `param.${param.name}`,
        param.type ?? "text",
        "",
        param.label ?? "",
      ),
    ),
    ...words.functions.map((card): Completion => {
      const none = card.usage.endsWith("()");
      const insert = called ? card.name : `${card.name}()`;
      const caret = called || none ? insert.length : insert.length - 1;
      return {
        kind: "function",
        insert,
        caret,
        label: card.name,
        type: "",
        detail: card.usage,
        help: card.help,
      };
    }),
    ...Array.from(WORDS, (word) => made("word", word, word, "", "", __(WORD_HELP[word] ?? ""))),
  ];
}

function made(
  kind: Completion["kind"],
  insert: string,
  label: string,
  type: string,
  detail: string,
  help: string,
): Completion {
  return { kind, insert, caret: insert.length, label, type, detail, help };
}

const ofField = (card: FieldCard): Completion =>
  made("field", card.expr, card.label, card.type, card.expr, card.summary || (card.samples[0] ?? ""));

/** The best first: what begins as was typed, then what has a word that does, then what holds it. */
function ranked(items: Completion[], typed: string): Completion[] {
  if (!typed) return items.slice(0, MOST_SHOWN);
  const wanted = typed.toLowerCase();
  const rank = (item: Completion): number => {
    const names = [item.insert.toLowerCase(), item.label.toLowerCase()];
    if (names.some((name) => name.startsWith(wanted))) return 0;
    if (names.some((name) => name.split(/[\s_.]+/).some((part) => part.startsWith(wanted)))) return 1;
    // "airtime" finds Air time and air_time
    return names.some((name) => name.includes(wanted) || name.replace(/[\s_]+/g, "").includes(wanted))
      ? 2
      : 3;
  };
  return items
    .map((item, at): [number, number, Completion] => [rank(item), at, item])
    .filter(([place]) => place < 3)
    .sort(([a, i], [b, j]) => a - b || i - j)
    .slice(0, MOST_SHOWN)
    .map(([, , item]) => item);
}

/** The call the caret stands in, and which of its arguments. */
export function callAt(text: string, caret: number): { name: string; argument: number } | null {
  const open: { name: string; argument: number }[] = [];
  const before = tokens(text.slice(0, caret));
  before.forEach((token, at) => {
    const previous = before[at - 1];
    if (token.text === "(" || token.text === "[")
      open.push({ name: token.text === "(" && previous?.kind === "name" ? previous.text : "", argument: 0 });
    else if (token.text === ")" || token.text === "]") open.pop();
    else if (token.text === "," && open.length) (open.at(-1) as { argument: number }).argument += 1;
  });
  return open.filter(({ name }) => name && !WORDS.has(name)).at(-1) ?? null;
}
