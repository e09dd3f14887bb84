// What a block is called in lists: its title, else what it shows.
import { __ } from "../../kit/words";
import type { FieldsList } from "../../protocol/messages";
import type { Block } from "../../report/definition";
import { wordsOf } from "./fresh";

const LONGEST = 60;

export function nameOf(block: Block, known: FieldsList | null): string {
  if (block.title) return block.title;
  const label = (text: string) => known?.fields.find((field) => field.expr === text)?.label ?? text;
  const inner = (text: string) => label(/^\w+\((.*)\)$/.exec(text)?.[1] ?? text) || text;
  switch (block.kind) {
    case "table": {
      const groups = (block.group_by ?? []).map((group) => group.label ?? label(group.by));
      return groups.length > 0 ? __("Table by %1", groups.join(", ")) : wordsOf("table");
    }
    case "crosstab": {
      const [row] = block.rows ?? [];
      const [column] = block.columns ?? [];
      return row && column ? __("%1 by %2", label(row), label(column)) : wordsOf("crosstab");
    }
    case "chart":
      return block.x
        ? __("%1 by %2", block.y ? inner(block.y) : __("Count"), label(block.x))
        : wordsOf("chart");
    case "metric":
      return block.label ?? (block.value === "count()" ? __("Rows") : inner(block.value));
    case "text":
      return (
        block.md
          .replace(/[#*_`>{}[\]]+/g, "")
          .trim()
          .split("\n")[0]
          ?.slice(0, LONGEST) || wordsOf("text")
      );
    case "image":
      return block.alt || block.src || wordsOf("image");
    default:
      return wordsOf(block.kind);
  }
}
