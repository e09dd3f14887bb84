// What `preview.result` holds: the output's blocks, and how the page shows them, list beside list.

export interface Marks {
  styles?: number[];
  link?: string;
  bar?: number;
  icon?: string;
}

export interface Span {
  text: string;
  marks: string[];
  link: string | null;
}

export type Prose =
  | { kind: "heading"; level: number; spans: Span[] }
  | { kind: "paragraph"; spans: Span[] }
  | { kind: "list"; start: number | null; items: { spans: Span[]; lists: Prose[] }[] };

export interface HeadCell {
  text: string;
  scope: string;
  names: string;
  across: number;
  down: number;
}

export interface LineLook {
  label?: string;
  shown?: boolean;
  other?: boolean;
  styles: number[];
  cells: (Marks | null)[];
}

export interface TableLook {
  note: string | null;
  stub: string | null;
  detail: boolean;
  no_data: string | null;
  columns: { align: Align; unit: string | null; label: string }[];
  /** Shares in half per cents. */
  halves: number[];
  /** Tens of pixels a column keeps where there is little room; 0 takes the rest, null has a width of its own. */
  tens: (number | null)[];
  least: string;
  groups: { collapsed: boolean }[];
  folds: boolean;
  rows: (LineLook | null)[];
  hidden: number;
}

export type Align = "left" | "right" | "center";

export interface CrosstabLook {
  note: string | null;
  no_data: string | null;
  empty: boolean;
  head: HeadCell[][];
  lead: HeadCell[][];
  margins: (number | null)[];
  aligns: Align[];
  cells: (({ text: string } & Marks) | null)[][];
}

export interface MetricLook {
  note: string | null;
  unit: string | null;
  good: boolean | null;
  cell: Marks | null;
  compare: Marks | null;
  target: Marks | null;
}

export interface ChartLook {
  note: string | null;
  alt: string;
  no_data: string | null;
  svg: string | null;
}

export interface TextLook {
  note: string | null;
  prose: Prose[];
}

export interface RowLook {
  note: string | null;
  spans: number[];
  figures: boolean;
}

export interface PageLook {
  lang: string;
  dir: string;
  theme: string;
  wide: boolean;
  logo: string | null;
  description: string | null;
  stamp: string;
  words: Record<string, string>;
}

export interface Look {
  page: PageLook;
  blocks: Record<string, unknown>;
}

export interface TextValue {
  value: unknown;
  text: string;
}

export interface OutputRow {
  band: "group_header" | "detail" | "group_footer" | "summary";
  level: number;
  group: Record<string, unknown>;
  text: Record<string, string>;
}

export type OutputBlock = { id: string; title: string | null } & (
  | { kind: "text"; md: string }
  | {
      kind: "metric";
      text: string;
      label: string;
      compare: TextValue | null;
      target: TextValue | null;
      spark: (number | null)[] | null;
    }
  | { kind: "chart" }
  | { kind: "crosstab" }
  | { kind: "image"; src: string; alt: string; width: number | null; height: number | null; fit: string }
  | { kind: "pagebreak" }
  | { kind: "row"; blocks: OutputBlock[] }
  | { kind: "table"; columns: { name: string }[]; rows: OutputRow[] }
);

export interface Output {
  schema: "nbreport-output/1";
  report: { title: string; name: string };
  warnings: { code: string; message: string; block: string | null }[];
  body: OutputBlock[];
}
