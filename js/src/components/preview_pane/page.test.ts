import { expect, it } from "vitest";
import type { Look, Output, OutputBlock } from "./look";
import { page } from "./page";

const PAGE = {
  lang: "en-US",
  dir: "ltr",
  theme: "plain",
  wide: false,
  logo: null,
  description: null,
  stamp: "sales · 2 rows",
  words: { target: "Target", hidden: "rows not shown", warnings: "Please note" },
};

const EVIL = '<img src=x onerror="alert(1)">';

function drawn(blocks: OutputBlock[], looks: Record<string, unknown>, title = "Sales"): HTMLElement {
  const output: Output = {
    schema: "nbreport-output/1",
    report: { title, name: "sales" },
    warnings: [],
    body: blocks,
  };
  return page(output, { page: PAGE, blocks: looks } as Look);
}

const texts = (root: Element, selector: string) =>
  Array.from(root.querySelectorAll(selector), (each) => each.textContent);

const TABLE: OutputBlock = {
  kind: "table",
  id: "t",
  title: "Orders",
  columns: [{ name: "who" }, { name: "amount" }],
  rows: [
    { band: "group_header", level: 1, group: { region: "North" }, text: {} },
    { band: "detail", level: 1, group: { region: "North" }, text: { who: EVIL, amount: "10.50" } },
    { band: "group_footer", level: 1, group: { region: "North" }, text: { amount: "10.50" } },
    { band: "summary", level: 0, group: {}, text: { amount: "10.50" } },
  ],
};

const LOOK = {
  note: null,
  stub: null,
  detail: true,
  no_data: null,
  columns: [
    { align: "left", unit: null, label: "Who" },
    { align: "right", unit: "EUR", label: "Amount" },
  ],
  halves: [150, 50],
  tens: [0, 9],
  least: "m320",
  groups: [{ collapsed: false }],
  folds: true,
  hidden: 3,
  rows: [
    { label: "North", shown: true, other: false, styles: [], cells: [null, null] },
    { styles: [1], cells: [{ link: "javascript:alert(1)" }, { bar: -0.5, styles: [0] }] },
    { label: "Total North", shown: true, other: false, styles: [], cells: [null, null] },
    { label: "Total", shown: true, other: false, styles: [], cells: [null, null] },
  ],
};

it("draws a table's groups as folds, its lines in printed order with their labels", () => {
  const root = drawn([TABLE], { t: LOOK });
  expect(texts(root, "summary")).toEqual(["North"]);
  expect(texts(root, "tbody tr")).toEqual([`${EVIL}10.50`, "Total North10.50", "Total10.50"]);
  expect(texts(root, ".more")).toEqual(["3 rows not shown"]);
  expect(texts(root, ".cols th")).toEqual(["Who", "Amount EUR"]);
  expect(root.querySelector("tbody tr")?.className).toBe("s1");
  const marked = root.querySelector("td.r.b.s0");
  expect(marked?.querySelector(".bar.neg.w100")).not.toBeNull();
  expect(root.querySelector("details + table tr.t.l0 th")?.textContent).toBe("Total");
});

it("never reads what comes from data as markup, address or picture", () => {
  const blocks: OutputBlock[] = [
    TABLE,
    { kind: "text", id: "x", title: EVIL, md: "" },
    {
      kind: "image",
      id: "i",
      title: null,
      src: "https://example.org/x.png",
      alt: EVIL,
      width: 1,
      height: 1,
      fit: "x",
    },
  ];
  const prose = [{ kind: "paragraph", spans: [{ text: EVIL, marks: ["bold"], link: "data:text/html,x" }] }];
  const root = drawn(blocks, { t: LOOK, x: { note: EVIL, prose }, i: { note: null } }, EVIL);
  expect(root.querySelectorAll("img, script, a, [onerror]")).toHaveLength(0);
  expect(root.querySelector("h1")?.textContent).toBe(EVIL);
  expect(root.querySelector("strong")?.textContent).toBe(EVIL);
  expect(root.querySelector("[data-block=x] h2")?.textContent).toBe(EVIL);
});

it("puts a chart into an image with its words, where nothing of it can run", () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const root = drawn([{ kind: "chart", id: "c", title: null }], {
    c: { note: null, alt: "Bars", no_data: null, svg },
  });
  const image = root.querySelector<HTMLImageElement>(".draw img");
  expect(image?.alt).toBe("Bars");
  expect(image?.src.startsWith("data:image/svg+xml;")).toBe(true);
  expect(root.querySelector("svg, script")).toBeNull();
});

it("says what an empty block says", () => {
  const empty: OutputBlock = { kind: "table", id: "t", title: null, columns: [], rows: [] };
  const root = drawn([empty], { t: { ...LOOK, no_data: "Nothing sold", rows: [], hidden: 0 } });
  expect(texts(root, ".none")).toEqual(["Nothing sold"]);
});

it("leaves lines out that exist for the JSON alone", () => {
  const rows = LOOK.rows.map((row, at) => (at === 2 ? { ...row, shown: false } : row));
  const root = drawn([TABLE], { t: { ...LOOK, rows } });
  expect(texts(root, "tbody tr")).toEqual([`${EVIL}10.50`, "Total10.50"]);
});

it("writes prose with its lists, and a link where the address may be given", () => {
  const spans = [{ text: "one\ntwo", marks: [], link: "https://example.org/" }];
  const prose = [
    { kind: "heading", level: 1, spans: [{ text: "Head", marks: [], link: null }] },
    { kind: "list", start: 3, items: [{ spans, lists: [] }] },
  ];
  const root = drawn([{ kind: "text", id: "x", title: null, md: "" }], { x: { note: null, prose } });
  expect(root.querySelector("h2")?.textContent).toBe("Head");
  expect(root.querySelector("ol")?.getAttribute("start")).toBe("3");
  expect(root.querySelector("li a")?.getAttribute("href")).toBe("https://example.org/");
  expect(root.querySelectorAll("li br")).toHaveLength(1);
});
