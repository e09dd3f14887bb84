// A table as the HTML page has it: each outermost group a fold with its own table, all on one column grid.
import { type Child, h, names } from "../../kit/dom";
import { aligned, cell, content, styleNames } from "./cells";
import type { LineLook, OutputBlock, OutputRow, TableLook } from "./look";

type TableBlock = Extract<OutputBlock, { kind: "table" }>;

/** Write a table's rows; `title` names it where it has no title of its own. */
export function table(
  block: TableBlock,
  look: TableLook,
  title: string,
  words: Record<string, string>,
): Node[] {
  const made = block.rows.length
    ? new TableWriter(block, look, block.title ?? title).write()
    : h("p", { class: "none" }, look.no_data ?? "—");
  const more = look.hidden ? h("p", { class: "more" }, `${look.hidden} ${words.hidden ?? ""}`) : null;
  return more ? [made, more] : [made];
}

class TableWriter {
  readonly #columns: string[];
  readonly #shared: boolean;
  readonly #scroll: HTMLElement;
  #table: HTMLTableElement | null = null;
  #body: HTMLElement | null = null;
  #group: HTMLElement;

  constructor(
    private readonly block: TableBlock,
    private readonly look: TableLook,
    private readonly title: string,
  ) {
    this.#columns = block.columns.map((column) => column.name);
    this.#shared = look.folds;
    const region = { class: `scroll ${look.least}`, role: "region", tabindex: 0, "aria-label": title };
    this.#scroll = h("div", region);
    this.#group = this.#scroll;
    if (this.#shared) {
      this.#scroll.append(h("table", { class: "cols", "aria-hidden": "true" }, this.#grid(), this.#head("")));
    }
  }

  write(): Node {
    this.block.rows.forEach((row, at) => {
      const look = this.look.rows[at] ?? null;
      if (row.band === "detail") this.#detail(row, look);
      else if (row.band === "group_header") this.#header(row, look);
      else if (look?.shown !== false) this.#foot(row, look);
    });
    return this.#scroll;
  }

  #detail(row: OutputRow, look: LineLook | null): void {
    const cells = this.#columns.map((name, at) =>
      cell(row.text[name] ?? "", this.look.columns[at]?.align, look?.cells[at]),
    );
    const lead = this.look.stub === null ? null : h("td");
    this.#rows().append(h("tr", { class: styleNames(look?.styles) }, lead, ...cells));
  }

  #header(row: OutputRow, look: LineLook | null): void {
    if (this.look.folds && row.level === 1) {
      this.#openGroup(row, look);
      return;
    }
    if (look?.shown === false) return;
    const holder = this.#holder(look?.label ?? "");
    this.#body = h("tbody");
    holder.append(this.#body);
    this.#body.append(this.#line(row, look, `gh l${Math.min(row.level, 9)}`, "rowgroup"));
  }

  #foot(row: OutputRow, look: LineLook | null): void {
    if (row.band === "summary") {
      this.#group = this.#scroll;
      if (this.look.folds) this.#close();
      this.#rows(look?.label).append(this.#line(row, look, "t l0", "row"));
      return;
    }
    const line = !this.look.detail && row.level === this.look.groups.length;
    const kind = line ? names("line", look?.other && "other") : `t l${Math.min(row.level, 9)}`;
    this.#rows().append(this.#line(row, look, kind, "row"));
  }

  #openGroup(row: OutputRow, look: LineLook | null): void {
    this.#close();
    if (look?.shown === false) {
      this.#group = h("div", { class: names("g", styleNames(look.styles)) });
    } else {
      const fold = h(
        "details",
        { class: names("g", styleNames(look?.styles)), open: !this.look.groups[0]?.collapsed },
        h("summary", {}, ...this.#headline(row, look)),
      );
      fold.dataset.key = JSON.stringify(row.group);
      this.#group = fold;
    }
    this.#scroll.append(this.#group);
    this.#holder(look?.label ?? "");
  }

  /** An outermost header: its label, and its values over their columns. */
  #headline(row: OutputRow, look: LineLook | null): Child[] {
    const label = h("span", { class: "lbl" }, look?.label ?? "");
    const stub = this.look.stub === null ? 0 : 1;
    let first = this.#columns.findIndex((name) => name in row.text);
    if (first < 0) return [label];
    let lead = this.look.halves.slice(0, first + stub).reduce((sum, half) => sum + half, 0);
    const inner: Child[] = [label];
    if (lead === 0) {
      lead = this.look.halves[0] ?? 0;
      inner.push(" ", ...this.#content(row, look, 0));
      first = 1;
    }
    const values = this.#columns.slice(first).map((_, offset) => {
      const at = first + offset;
      const marks = look?.cells[at];
      const classes = names(
        this.#width(at + stub),
        aligned(this.look.columns[at]?.align),
        styleNames(marks?.styles),
      );
      return h("span", { class: classes }, ...this.#content(row, look, at));
    });
    return [h("span", { class: "vals" }, h("span", { class: `w${lead} k0` }, ...inner), ...values)];
  }

  #content(row: OutputRow, look: LineLook | null, at: number): Child[] {
    const text = row.text[this.#columns[at] ?? ""];
    if (text === undefined) return [];
    const { bar: _bar, ...marks } = look?.cells[at] ?? {};
    return content(text, marks);
  }

  #line(row: OutputRow, look: LineLook | null, kind: string, scope: string): HTMLElement {
    const label = look?.label ?? "";
    const stub = this.look.stub !== null;
    const found = this.#columns.findIndex((name) => name in row.text);
    let first = stub ? 0 : found < 0 ? this.#columns.length : found;
    let lead: HTMLElement;
    if (!stub && first === 0) {
      const marks = look?.cells[0];
      const named = h("span", { class: "lbl" }, label);
      lead = h(
        "th",
        { scope: "row", class: styleNames(marks?.styles) },
        named,
        " ",
        ...this.#content(row, look, 0),
      );
      first = 1;
    } else {
      lead = h("th", { scope, colspan: !stub && first > 1 ? first : null }, label);
    }
    const rest = this.#columns
      .slice(first)
      .map((name, offset) =>
        cell(row.text[name], this.look.columns[first + offset]?.align, look?.cells[first + offset]),
      );
    return h("tr", { class: names(kind, styleNames(look?.styles)) }, lead, ...rest);
  }

  // --- parts ----------------------------------------------------------------------------------------------

  #close(): void {
    this.#table = null;
    this.#body = null;
    this.#group = this.#scroll;
  }

  #holder(label = ""): HTMLTableElement {
    if (!this.#table) {
      const caption = label && this.look.folds ? `${this.title}: ${label}` : this.title;
      const head = this.#head(this.#shared ? "quiet" : "");
      this.#table = h("table", {}, h("caption", { class: "vh" }, caption), this.#grid(), head);
      this.#group.append(this.#table);
    }
    return this.#table;
  }

  #rows(label = ""): HTMLElement {
    const holder = this.#holder(label);
    if (!this.#body) {
      this.#body = h("tbody");
      holder.append(this.#body);
    }
    return this.#body;
  }

  #width(at: number): string {
    const tens = this.look.tens[at];
    return names(`w${this.look.halves[at] ?? 0}`, typeof tens === "number" && `k${Math.min(tens, 36)}`);
  }

  #grid(): HTMLElement {
    return h("colgroup", {}, ...this.look.halves.map((_, at) => h("col", { class: this.#width(at) })));
  }

  #head(kind: string): HTMLElement {
    const { stub, columns } = this.look;
    const heads: Node[] = columns.map((column) =>
      h(
        "th",
        { scope: "col", class: aligned(column.align) },
        column.label,
        column.unit ? " " : null,
        column.unit ? h("span", { class: "unit" }, column.unit) : null,
      ),
    );
    if (stub !== null) heads.unshift(stub ? h("th", { scope: "col" }, stub) : h("td"));
    return h("thead", { class: kind }, h("tr", {}, ...heads));
  }
}
