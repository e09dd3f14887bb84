// The text of an expression in pieces of one look each, and where it is wrong.
import { SPACES, type Token, tokens, WORDS } from "./expression_text";

export type Look = "plain" | "name" | "call" | "word" | "space" | "number" | "text" | "sign";

export interface Piece {
  text: string;
  look: Look;
  wrong: boolean;
}

/** All of the text in order; `wrong` marks what lies between two offsets. */
export function piecesOf(text: string, wrong: readonly [start: number, end: number] | null): Piece[] {
  const found: [start: number, end: number, look: Look][] = [];
  const all = tokens(text);
  let at = 0;
  all.forEach((token, place) => {
    if (token.start > at) found.push([at, token.start, "plain"]);
    found.push([token.start, token.end, lookOf(token, all[place + 1])]);
    at = token.end;
  });
  if (at < text.length) found.push([at, text.length, "plain"]);
  return found.flatMap(([start, end, look]) => cut(text, start, end, look, wrong));
}

function cut(
  text: string,
  start: number,
  end: number,
  look: Look,
  wrong: readonly [number, number] | null,
): Piece[] {
  const stops = [start, end, ...(wrong ?? []).filter((stop) => stop > start && stop < end)].sort(
    (a, b) => a - b,
  );
  return stops.slice(1).map((stop, i) => {
    const from = stops[i] as number;
    return {
      text: text.slice(from, stop),
      look,
      wrong: wrong !== null && from >= wrong[0] && stop <= wrong[1],
    };
  });
}

function lookOf(token: Token, next: Token | undefined): Look {
  if (token.kind !== "name") return token.kind;
  if (WORDS.has(token.text)) return "word";
  if (next?.text === "(") return "call";
  return next?.text === "." && SPACES.has(token.text) ? "space" : "name";
}
