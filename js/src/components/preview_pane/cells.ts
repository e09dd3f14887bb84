// Cells: text in its link, after its icon, before its bar.
import { type Child, h, linked, names } from "../../kit/dom";
import { icon } from "./icons";
import type { Align, Marks } from "./look";

const ALIGNED: Record<Align, string> = { left: "", right: "r", center: "c" };

export const aligned = (align: Align | undefined): string => ALIGNED[align ?? "left"] ?? "";

export const styleNames = (styles: number[] | undefined): string =>
  (styles ?? []).map((bit) => `s${bit}`).join(" ");

/** What stands in a cell. */
export function content(text: string, marks: Marks | null | undefined): Child[] {
  if (!marks) return [text];
  const inner: Child[] = [
    marks.icon ? icon(marks.icon) : null,
    linked(document.createTextNode(text), marks.link),
  ];
  if (marks.bar === undefined) return inner;
  const width = Math.min(200, Math.max(0, Math.round(Math.abs(marks.bar) * 200)));
  return [
    h("span", { class: names("bar", marks.bar < 0 && "neg", `w${width}`) }),
    h("span", { class: "over" }, ...inner),
  ];
}

export function cell(
  text: string | undefined,
  align: Align | undefined,
  marks: Marks | null | undefined,
): Node {
  if (text === undefined) return h("td");
  const classes = names(aligned(align), marks?.bar !== undefined && "b", styleNames(marks?.styles));
  return h("td", { class: classes }, ...content(text, marks));
}
