// A crosstab: its heads come with their reach, its cells in printed order.
import { h, names } from "../../kit/dom";
import { cell } from "./cells";
import type { CrosstabLook, HeadCell } from "./look";

export function crosstab(look: CrosstabLook, name: string): Node {
  if (look.empty) return h("p", { class: "none" }, look.no_data ?? "—");
  const body = look.lead.map((heads, at) => {
    const margin = look.margins[at];
    const kind = margin === null || margin === undefined ? "" : margin === 0 ? "t l0" : "t l1";
    const cells = (look.cells[at] ?? []).map((one, column) =>
      cell(one?.text, look.aligns[column % look.aligns.length], one),
    );
    return h("tr", { class: kind }, ...heads.map(head), ...cells);
  });
  return h(
    "div",
    { class: "scroll", role: "region", tabindex: 0, "aria-label": name },
    h(
      "table",
      { class: "auto" },
      h("caption", { class: "vh" }, name),
      h("thead", {}, ...look.head.map((line) => h("tr", {}, ...line.map(head)))),
      h("tbody", {}, ...body),
    ),
  );
}

function head(one: HeadCell): Node {
  const reach = { colspan: one.across > 1 ? one.across : null, rowspan: one.down > 1 ? one.down : null };
  return h("th", { scope: one.scope, class: names(one.names), ...reach }, one.text);
}
