// Where a report names a parameter: in expressions, in the braces of texts, and where others depend on it.
import { isKeys, type Keys, type Plain } from "../../collab/plain";
import { paramCompared, paramRenamed, paramsIn } from "../../kit/expression_text";
import type { Report } from "../../protocol/report";

/** Keys whose words are words, whatever they look like; figures stand in double braces. */
const TEXTS = new Set([
  ...["title", "name", "label", "note", "description", "md", "no_data", "alt", "src", "path", "logo"],
  ...["header", "footer", "left", "center", "right", "grand_total", "x_title", "y_title", "link_text"],
  ...["locale", "timezone", "currency", "format", "font", "schema", "kind", "source", "field", "to", "as"],
]);
const BRACES = /\{\{(.*?)\}\}/gs;

/** One text of the report that names the parameter, by its JSON pointer. */
export interface Use {
  where: string;
  text: string;
}

/** Every place that names a parameter. */
export function usesOf(report: Report, name: string): Use[] {
  const found: Use[] = [];
  walk(report as unknown as Keys, "", "", (text, where, key) => {
    const named = within(text, key).some((part) => paramsIn(part).has(name));
    if (named || (/^\/params\/\d+\/depends_on\//.test(where) && text === name)) found.push({ where, text });
    return text;
  });
  return found;
}

/** Let every place that names a parameter name it anew. */
export function renameUses(draft: Report, name: string, to: string): void {
  rewrite(
    draft,
    (text) => paramRenamed(text, name, to),
    (each) => (each === name ? to : each),
  );
}

/** Let every comparison with the parameter be one that takes several values, or one. */
export function compareUses(draft: Report, name: string, several: boolean): void {
  rewrite(draft, (text) => paramCompared(text, name, several));
}

function rewrite(
  draft: Report,
  expression: (text: string) => string,
  parent: (name: string) => string = (name) => name,
): void {
  const changed = walk(draft as unknown as Keys, "", "", (text, where, key) => {
    if (/^\/params\/\d+\/depends_on\//.test(where)) return parent(text);
    if (text.includes("{{")) return text.replace(BRACES, (_, inner: string) => `{{${expression(inner)}}}`);
    return TEXTS.has(key) ? text : expression(text);
  });
  Object.assign(draft, changed);
}

function within(text: string, key: string): string[] {
  if (text.includes("{{")) return Array.from(text.matchAll(BRACES), ([, inner]) => inner ?? "");
  return TEXTS.has(key) ? [] : [text];
}

/** Return a value with every string in it as `visit` gives it; those of lists are under their list's key. */
function walk(
  value: Plain,
  where: string,
  key: string,
  visit: (text: string, where: string, key: string) => string,
): Plain {
  if (typeof value === "string") return visit(value, where, key);
  if (Array.isArray(value)) return value.map((each, at) => walk(each, `${where}/${at}`, key, visit));
  if (!isKeys(value)) return value;
  // what a parameter may be is data
  const still = /^\/params\/\d+$/.test(where) ? new Set(["values", "default", "name"]) : new Set<string>();
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      still.has(name) ? each : walk(each, `${where}/${pointerPart(name)}`, name, visit),
    ]),
  );
}

const pointerPart = (name: string): string => name.replace(/~/g, "~0").replace(/\//g, "~1");
