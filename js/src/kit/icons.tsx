// Icons of 16 pixels in lines of 1.5, and the glyph of a field's type.
const PATHS = {
  add: "M8 3v10M3 8h10",
  area: "M2 13V9l4-4 4 3 4-4v9z",
  back: "M10 3 5 8l5 5",
  bar: "M3 13V7M8 13V3M13 13V9",
  break: "M3 2v4h10V2M3 14v-4h10v4M1.5 8h2M7 8h2M12.500 8h2",
  chart: "M2 14h12M4 11V7M8 11V3M12 11V6",
  check: "M3 8.500 6.500 12 13 4.500",
  close: "M4 4l8 8M12 4l-8 8",
  copy: "M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3",
  crosstab: "M2.500 2.500h11v11h-11zM2.500 6.500h11M6.500 2.500v11",
  data: "M3 4c0-2 10-2 10 0v8c0 2-10 2-10 0zM3 4c0 2 10 2 10 0M3 8c0 2 10 2 10 0",
  down: "M3 6l5 5 5-5",
  download: "M8 2v8M4.500 7 8 10.500 11.500 7M3 13.500h10",
  drag: "M6 3.500h.01M10 3.500h.01M6 8h.01M10 8h.01M6 12.500h.01M10 12.500h.01",
  edit: "M3 13l.7-3L10.500 3.200l2.300 2.300L6 12.300z",
  file: "M4 1.500h5l3.500 3.500v9.500H4zM9 1.500V5h3.500",
  filter: "M2 3h12L9.500 8.500V13l-3-1.500v-3z",
  group: "M2.500 3.500h11M5 8h8.500M5 12.500h8.500",
  histogram: "M2 13.500h12M3.500 13V9h3v4M6.500 13V4h3v9M9.500 13V7h3v6",
  image: "M2.500 3h11v10h-11zM2.500 11l3.500-3.500 3 3 2-2 2.500 2.500",
  join: "M6 4.500a3.500 3.500 0 100 7 3.500 3.500 0 000-7M10 4.500a3.500 3.500 0 110 7 3.500 3.500 0 010-7",
  line: "M2 12l4-5 3 3 5-7",
  metric: "M3 4.500h10M3 11.500h6M11.500 9v5",
  more: "M3.500 8h.01M8 8h.01M12.500 8h.01",
  next: "M6 3l5 5-5 5",
  page: "M4 1.500h8v13H4zM6 5h4M6 8h4M6 11h2",
  pause: "M5.500 3v10M10.500 3v10",
  pie: "M8 2a6 6 0 106 6H8zM10.500 1.500a4.500 4.500 0 014 4h-4z",
  play: "M5 3l8 5-8 5z",
  redo: "M13 7H6a3.500 3.500 0 000 7h3M10 3.500 13.500 7 10 10.500",
  refresh: "M13 8a5 5 0 11-1.500-3.500M13 2v3h-3",
  remove: "M3 4.500h10M6 4.500v-2h4v2M4.500 4.500l.5 9h6l.5-9",
  row: "M1.500 4h5.500v8H1.500zM9 4h5.500v8H9z",
  scatter: "M4 11h.01M7 7h.01M10 9h.01M12 4h.01M3 4h.01",
  search: "M7 2.500a4.500 4.500 0 100 9 4.500 4.500 0 000-9M10.500 10.500l3.500 3.500",
  settings: "M3 4.500h5M11 4.500h2M9.500 3v3M3 11.500h2M8 11.500h5M6.500 10v3",
  sparkline: "M1.500 10 4 7l2.500 2L9 5l2.500 3.500 3-5",
  stop: "M4 4h8v8H4z",
  sum: "M12 3.500H4.500L8 8l-3.500 4.500H12",
  table: "M2 3h12v10H2zM2 6.500h12M2 10h12",
  text: "M3 4h10M8 4v9M6 13h4",
  undo: "M3 7h7a3.500 3.500 0 010 7H7M6 3.500 2.500 7 6 10.500",
  up: "M3 10l5-5 5 5",
  warn: "M8 2 14.500 13.500h-13zM8 6.500v3M8 11.700h.01",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      class="nbr-svg"
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

const GLYPHS: Record<string, [glyph: string, kind: "num" | "str" | "date" | "other", words: string]> = {
  integer: ["#", "num", "number"],
  float: ["#", "num", "number"],
  decimal: ["#", "num", "number"],
  duration: ["#", "num", "duration"],
  date: ["◷", "date", "date"],
  datetime: ["◷", "date", "date and time"],
  time: ["◷", "date", "time"],
  boolean: ["✓", "other", "true or false"],
  bytes: ["◻", "other", "bytes"],
  measure: ["Σ", "num", "measure"],
};

/** The sign of a field's type; read out as a word. */
export function TypeGlyph({ type }: { type: string }) {
  const [glyph, kind, words] = GLYPHS[type] ?? ["Aa", "str", "text"];
  return (
    <span class={`nbr-glyph nbr-glyph-${kind}`} title={words}>
      <span aria-hidden="true">{glyph}</span>
      <span class="nbr-vh">{words} </span>
    </span>
  );
}
