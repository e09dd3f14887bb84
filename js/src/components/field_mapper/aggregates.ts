// Totals and buckets as an expression writes them: `sum(delay)`, `date_trunc('month', day)`.
import { callOf, callsIn, quoted, references, unquoted } from "../../kit/expression_text";
import { __ } from "../../kit/words";

export const TOTALS = ["sum", "mean", "min", "max", "median", "count", "nunique"] as const;
export type Total = (typeof TOTALS)[number];

const AGGREGATES = new Set<string>([
  ...TOTALS,
  ...["quantile", "std", "var", "first", "last", "any", "all"],
  ...["running", "rank", "lag", "pct_of", "prior", "change"],
]);
const ONE_ARGUMENT = new Set<string>([...TOTALS, "std", "var", "first", "last", "any", "all"]);

export const UNITS = ["day", "week", "month", "quarter", "year"] as const;
export type Unit = (typeof UNITS)[number];

export const NUMBERS = new Set(["integer", "float", "decimal"]);
export const MOMENTS = new Set(["date", "datetime"]);

/** What a text totals; `of` is empty for `count()`. */
export function aggregateOf(text: string): { total: string; of: string } | null {
  const call = callOf(text);
  if (!call || !ONE_ARGUMENT.has(call.name) || call.args.length > 1) return null;
  return { total: call.name, of: call.args[0] ?? "" };
}

/** Whether a text is a total already: of an aggregate, or a measure. */
export const isTotal = (text: string, measures: ReadonlySet<string>): boolean =>
  Array.from(callsIn(text)).some((name) => AGGREGATES.has(name)) ||
  references(text).some(({ key }) => measures.has(key));

/** `text` under another total, or under none. */
export function withTotal(text: string, total: string | null): string {
  const inner = aggregateOf(text)?.of ?? text;
  if (total === null) return inner || text;
  return `${total}(${inner})`;
}

/** The totals that values of a type have. */
export function totalsFor(type: string): Total[] {
  if (NUMBERS.has(type)) return [...TOTALS];
  if (type === "duration") return ["sum", "mean", "min", "max", "count", "nunique"];
  if (type === "boolean") return ["sum", "mean", "count", "nunique"];
  if (type === "bytes") return ["count", "nunique"];
  return ["min", "max", "count", "nunique"];
}

/** The bucket of a date that a text is. */
export function bucketOf(text: string): { unit: string; of: string } | null {
  const call = callOf(text);
  const [unit, of] = call?.args ?? [];
  if (call?.name !== "date_trunc" || call.args.length !== 2 || !of || !/^['"]/.test(unit ?? "")) return null;
  return { unit: unquoted(unit ?? ""), of };
}

/** `text` in another bucket, or in none. */
export function withBucket(text: string, unit: string | null): string {
  const inner = bucketOf(text)?.of ?? text;
  return unit === null ? inner : `date_trunc(${quoted(unit)}, ${inner})`;
}

/** A total's name where one picks it. */
export function totalLabel(total: string): string {
  switch (total) {
    case "sum":
      return __("Sum");
    case "mean":
      return __("Mean");
    case "min":
      return __("Smallest");
    case "max":
      return __("Largest");
    case "median":
      return __("Median");
    case "count":
      return __("Count");
    case "nunique":
      return __("Distinct count");
    default:
      return total;
  }
}

/** A total's name beside a field's. */
export function totalWord(total: string): string {
  switch (total) {
    case "sum":
      return __("sum");
    case "mean":
      return __("mean");
    case "min":
      return __("smallest");
    case "max":
      return __("largest");
    case "median":
      return __("median");
    case "count":
      return __("count");
    case "nunique":
      return __("distinct");
    default:
      return total;
  }
}

/** "Sum of Delay". */
export function totalPhrase(total: string, label: string): string {
  switch (total) {
    case "sum":
      return __("Sum of %1", label);
    case "mean":
      return __("Mean of %1", label);
    case "min":
      return __("Smallest %1", label);
    case "max":
      return __("Largest %1", label);
    case "median":
      return __("Median of %1", label);
    case "count":
      return __("Count of %1", label);
    case "nunique":
      return __("Distinct %1", label);
    default:
      return __("%1 of %2", total, label);
  }
}

export function unitLabel(unit: string): string {
  switch (unit) {
    case "day":
      return __("Day");
    case "week":
      return __("Week");
    case "month":
      return __("Month");
    case "quarter":
      return __("Quarter");
    case "year":
      return __("Year");
    default:
      return unit;
  }
}

/** "by month". */
export function unitWord(unit: string): string {
  switch (unit) {
    case "day":
      return __("by day");
    case "week":
      return __("by week");
    case "month":
      return __("by month");
    case "quarter":
      return __("by quarter");
    case "year":
      return __("by year");
    default:
      return __("by %1", unit);
  }
}
