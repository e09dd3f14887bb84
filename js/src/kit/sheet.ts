// Style sheets by construction: adopted where a part stands, be it the document or a shadow root.

const made = new Map<string, CSSStyleSheet>();

/** Adopt a style sheet in the root `el` stands in; it stays, for the next part. */
export function adopt(el: HTMLElement, css: string): void {
  let sheet = made.get(css);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    made.set(css, sheet);
  }
  adoptIn(el.ownerDocument, sheet);
  const root = el.getRootNode();
  if (root instanceof ShadowRoot) adoptIn(root, sheet);
}

function adoptIn(root: Document | ShadowRoot, sheet: CSSStyleSheet): void {
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** The page's own sheet asks for the system's night; a page inside a notebook follows the notebook's instead. */
export function setNight(sheet: CSSStyleSheet, dark: boolean): void {
  for (const rule of rulesOf(sheet)) {
    if (!(rule instanceof CSSMediaRule)) continue;
    const asked = nights.get(rule) ?? rule.media.mediaText.includes("prefers-color-scheme");
    nights.set(rule, asked);
    if (asked) rule.media.mediaText = dark ? "screen" : "not all";
  }
}

const nights = new WeakMap<CSSMediaRule, boolean>();

function* rulesOf(group: CSSStyleSheet | CSSGroupingRule): Generator<CSSRule> {
  for (const rule of Array.from(group.cssRules)) {
    yield rule;
    if (rule instanceof CSSGroupingRule) yield* rulesOf(rule);
  }
}
