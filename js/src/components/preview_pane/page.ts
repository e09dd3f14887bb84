// The report's page: drawn whole beside the old one, then put in its place.
import { type Child, h, linked, names, picture, svgPicture } from "../../kit/dom";
import { content, styleNames } from "./cells";
import { crosstab } from "./crosstab";
import { spark } from "./icons";
import type {
  ChartLook,
  CrosstabLook,
  Look,
  Marks,
  MetricLook,
  Output,
  OutputBlock,
  Prose,
  RowLook,
  Span,
  TableLook,
  TextLook,
} from "./look";
import { table } from "./table";

/** Draw a page. Blocks carry `data-block`, so that an error finds its place. */
export function page(output: Output, look: Look): HTMLElement {
  const { words, theme, wide, lang, dir } = look.page;
  const scene: Scene = { look, title: output.report.title, words, level: 2 };
  const logo = picture(look.page.logo);
  const main = h(
    "div",
    { class: "page" },
    h(
      "header",
      { class: "top" },
      logo && h("img", { class: "logo", src: logo, alt: "" }),
      h("h1", {}, output.report.title),
      look.page.description && h("p", { class: "lede" }, look.page.description),
    ),
    warnings(output, words),
    ...output.body.map((block) => draw(block, scene)),
    look.page.stamp && h("footer", { class: "stamp" }, look.page.stamp),
  );
  const themes = ["plain", "corporate", "minimal", "vibrant"];
  const base = themes.includes(theme) ? `t-${theme}` : "";
  return h("div", { class: names("nbr", base, wide && "wide"), lang, dir }, main);
}

interface Scene {
  look: Look;
  title: string;
  words: Record<string, string>;
  level: number;
}

function warnings(output: Output, words: Record<string, string>): Child {
  if (!output.warnings.length) return null;
  const items = output.warnings.map((warning) => h("li", {}, warning.message));
  const name = words.warnings ?? "";
  return h("aside", { class: "warn", "aria-label": name }, h("p", {}, name), h("ul", {}, ...items));
}

function draw(block: OutputBlock, scene: Scene): HTMLElement {
  const made = drawn(block, scene);
  made.dataset.block = block.id;
  return made;
}

function drawn(block: OutputBlock, scene: Scene): HTMLElement {
  const look = (scene.look.blocks[block.id] ?? {}) as { note?: string | null };
  const title = block.title ? heading(scene.level, block.title) : null;
  const note = look.note ? h("p", { class: "note" }, look.note) : null;
  switch (block.kind) {
    case "text":
      return h(
        "section",
        { class: "block text" },
        title,
        ...prose((look as TextLook).prose, scene.level - 1),
        note,
      );
    case "metric":
      return h(
        "section",
        { class: "block metric" },
        title,
        ...metric(block, look as MetricLook, scene),
        note,
      );
    case "table":
      return h(
        "section",
        { class: "block tbl" },
        title,
        note,
        ...table(block, look as TableLook, scene.title, scene.words),
      );
    case "crosstab":
      return h(
        "section",
        { class: "block tbl cross" },
        title,
        note,
        crosstab(look as CrosstabLook, block.title ?? scene.title),
      );
    case "chart":
      return h(
        "figure",
        { class: "block chart" },
        title,
        chart(block.id, look as ChartLook),
        caption(look.note),
      );
    case "image":
      return h("figure", { class: "block image" }, title, image(block), caption(look.note));
    case "row":
      return h(
        "section",
        { class: "block rows" },
        title,
        note,
        row(block.blocks, look as RowLook, scene, !!title),
      );
    case "pagebreak":
      return h("div", { class: "break" });
    default:
      return h("section", { class: "block" });
  }
}

const caption = (note: string | null | undefined): Child =>
  note ? h("figcaption", { class: "note" }, note) : null;

const TAGS = ["h1", "h2", "h3", "h4", "h5", "h6"] as const;

const heading = (level: number, ...children: Child[]) =>
  h(TAGS[Math.min(level, 6) - 1] ?? "h6", {}, ...children);

function row(blocks: OutputBlock[], look: RowLook, scene: Scene, titled: boolean): Node {
  const level = Math.min(titled ? scene.level + 1 : scene.level, 6);
  const cells = blocks.map((block, at) =>
    h("div", { class: `c${look.spans[at] ?? 24}` }, draw(block, { ...scene, level })),
  );
  return h("div", { class: names("row", look.figures && "figures") }, ...cells);
}

function metric(block: Extract<OutputBlock, { kind: "metric" }>, look: MetricLook, scene: Scene): Child[] {
  const figure = (text: string, marks: Marks | null) => {
    const inner = content(text, marks);
    const styles = styleNames(marks?.styles);
    return styles ? [h("span", { class: styles }, ...inner)] : inner;
  };
  const against: Node[] = [];
  if (block.compare) against.push(h("span", { class: "cmp" }, ...figure(block.compare.text, look.compare)));
  if (block.target) {
    const reached = look.good === null ? "" : look.good ? "good" : "bad";
    const words = `${look.good ? "✓ " : ""}${scene.words.target ?? ""} `;
    against.push(
      h("span", { class: names("tgt", reached) }, words, ...figure(block.target.text, look.target)),
    );
  }
  return [
    h("p", { class: "key" }, block.label),
    h(
      "p",
      { class: "val" },
      ...figure(block.text, look.cell),
      look.unit && " ",
      look.unit && h("span", { class: "unit" }, look.unit),
    ),
    against.length > 0 && h("p", { class: "vs" }, ...against),
    spark(block.spark),
  ];
}

/** A chart's picture, with room over it for the live figure that takes its place. */
function chart(id: string, look: ChartLook): Node {
  if (!look.svg) return h("p", { class: "none" }, look.no_data ?? look.alt ?? "—");
  const drawnChart = h("img", { src: svgPicture(look.svg), alt: look.alt, draggable: "false" });
  return h("div", { class: "draw" }, drawnChart, h("slot", { name: figureSlot(id) }));
}

export const figureSlot = (block: string): string => `figure ${block}`;

function image(block: Extract<OutputBlock, { kind: "image" }>): Child {
  const src = picture(block.src);
  const pixels = (millimetres: number | null) => (millimetres ? Math.round((millimetres * 96) / 25.4) : null);
  const size = { width: pixels(block.width), height: pixels(block.height) };
  const fit = ["contain", "cover", "fill"].includes(block.fit) ? `fit-${block.fit}` : "";
  const made = h("img", { class: fit, src, ...size });
  made.alt = block.alt;
  return src ? made : null;
}

function prose(blocks: Prose[] | undefined, below: number): Node[] {
  return (blocks ?? []).map((block) => {
    switch (block.kind) {
      case "heading":
        return heading(block.level + below, ...spans(block.spans));
      case "paragraph":
        return h("p", {}, ...spans(block.spans));
      case "list": {
        const items = block.items.map((item) =>
          h("li", {}, ...spans(item.spans), ...prose(item.lists, below)),
        );
        if (block.start === null) return h("ul", {}, ...items);
        return h("ol", { start: block.start === 1 ? null : block.start }, ...items);
      }
      default:
        return document.createTextNode("");
    }
  });
}

const MARKS = [
  ["code", "code"],
  ["italic", "em"],
  ["bold", "strong"],
] as const;

function spans(all: Span[]): Node[] {
  return all.map((span) => {
    let inner: Node = document.createDocumentFragment();
    span.text.split("\n").forEach((line, at) => {
      if (at) inner.appendChild(h("br"));
      inner.appendChild(document.createTextNode(line));
    });
    for (const [mark, tag] of MARKS) if (span.marks.includes(mark)) inner = h(tag, {}, inner);
    return linked(inner, span.link);
  });
}
