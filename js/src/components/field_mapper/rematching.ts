// Fields of a report found again in another source: under the same name but for its case, blanks and underscores.
import { keyOf } from "../../kit/expression_text";
import type { FieldCard } from "../../protocol/messages";
import type { Report } from "../../protocol/report";
import { MOMENTS, NUMBERS } from "./aggregates";
import { keysIn } from "./missing";

/** A field that is missing, and the one to be named instead, as an expression writes it. */
export interface Match {
  key: string;
  to: string;
}

type Named = Pick<FieldCard, "expr" | "name" | "type">;

/** What `now` has in place of the fields that the report names and only `before` had; none where two would do. */
export function matchesFor(report: Report, before: readonly Named[], now: readonly Named[]): Match[] {
  const there = new Map(now.map((field) => [keyOf(field.expr) ?? field.name, field]));
  const types = new Map(before.map((field) => [keyOf(field.expr) ?? field.name, field.type]));
  const made = new Set([...Object.keys(report.measures ?? {}), ...calculated(report)]);
  const used = keysIn(report);
  const wanted = Array.from(used).filter((key) => !there.has(key) && !made.has(key));
  const like = (one: string, other: string) => plain(one) !== "" && plain(one) === plain(other);
  return wanted.flatMap((key) => {
    const type = types.get(key);
    const fit = Array.from(there).filter(
      ([other, field]) => like(key, other) && !used.has(other) && (!type || alike(type, field.type)),
    );
    const [only] = fit;
    const alone = fit.length === 1 && wanted.filter((other) => like(key, other)).length === 1;
    return only && alone ? [{ key, to: only[1].expr }] : [];
  });
}

const calculated = (report: Report): string[] =>
  Object.entries(report.fields ?? {}).flatMap(([name, field]) => (field.expr ? [name] : []));

const plain = (name: string): string =>
  name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_.-]/gu, "");

/** Whether what is done with one type can be done with the other. */
const alike = (one: string, other: string): boolean =>
  one === other || [NUMBERS, MOMENTS].some((kinds) => kinds.has(one) && kinds.has(other));
