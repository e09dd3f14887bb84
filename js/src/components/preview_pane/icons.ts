// The page's icons, drawn as the HTML renderer draws them.

const SVG = "http://www.w3.org/2000/svg";
const STAR = "M7 1.2l1.8 3.7 4 .6-2.9 2.8.7 4L7 10.4l-3.6 1.9.7-4L1.2 5.5l4-.6z";
const CIRCLE = "M7 2.4a4.6 4.6 0 1 0 0 9.2a4.6 4.6 0 1 0 0-9.2z";
const SHAPES: Record<string, [path: string, words: string]> = {
  up: ["M7 2.5l4.6 8H2.4z", "up"],
  flat: ["M2 5.8h10v2.4H2z", "unchanged"],
  down: ["M7 11.5l-4.6-8h9.2z", "down"],
  green: [CIRCLE, "green"],
  amber: [CIRCLE, "amber"],
  red: [CIRCLE, "red"],
};

export function svg(tag: string, attributes: Record<string, string>, ...children: Node[]): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function icon(name: string): Node | null {
  const stars = /^star([0-3])$/.exec(name)?.[1];
  const shape = SHAPES[name];
  if (stars === undefined && !shape) return null;
  const label = shape ? shape[1] : `${stars} of 3`;
  const drawn = shape
    ? [svg("path", { d: shape[0] })]
    : [0, 1, 2].map((at) =>
        svg("path", {
          class: at < Number(stars) ? "on" : "off",
          transform: `translate(${at * 14} 0)`,
          d: STAR,
        }),
      );
  const box = shape ? "0 0 14 14" : "0 0 42 14";
  return svg("svg", { class: `ic ic-${name}`, role: "img", "aria-label": label, viewBox: box }, ...drawn);
}

/** A metric's small line. */
export function spark(values: (number | null)[] | null): Node | null {
  const known = (values ?? []).filter((value): value is number => typeof value === "number");
  if (!values || known.length < 2) return null;
  const low = Math.min(...known);
  const reach = Math.max(...known) - low || 1;
  const runs: string[][] = [[]];
  let last: [string, string] = ["", ""];
  values.forEach((value, at) => {
    if (typeof value !== "number") {
      runs.push([]);
      return;
    }
    last = [
      (2 + (116 * at) / (values.length - 1)).toFixed(1),
      (25 - (22 * (value - low)) / reach).toFixed(1),
    ];
    runs.at(-1)?.push(last.join(" "));
  });
  const lines = runs.filter((run) => run.length).map((run) => svg("path", { d: `M${run.join(" L")}` }));
  const dot = svg("circle", { cx: last[0], cy: last[1], r: "2.2" });
  return svg("svg", { class: "spark", viewBox: "0 0 122 28", "aria-hidden": "true" }, ...lines, dot);
}
