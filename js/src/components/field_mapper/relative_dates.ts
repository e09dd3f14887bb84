// Ranges of dates that move with the day of the run, and the conditions that write them.
import { __, _n } from "../../kit/words";
import { UNITS, type Unit } from "./aggregates";

/** Whole units counted from today's, 0: `from` the first to `to` the last, or from 0 up to today. */
export interface DateRange {
  unit: Unit;
  from: number;
  to: number | "today";
}

const DAYS: Partial<Record<Unit, number>> = { day: 1, week: 7 };
/** How many of a unit a year has, and what tells them apart. */
const IN_YEAR: Partial<Record<Unit, [number, string | null]>> = {
  month: [12, "month"],
  quarter: [4, "quarter"],
  year: [1, null],
};

/** The condition that `field` lies in a range. */
export function writeRange(field: string, { unit, from, to }: DateRange): string {
  const first = startOf(unit, from);
  const end = to === "today" ? "today() + 1" : startOf(unit, to + 1);
  if (first && end) return `${first} <= ${field} < ${end}`;
  if (from === 0 && to === 0) return `date_trunc('${unit}', ${field}) == date_trunc('${unit}', today())`;
  return `${-Number(to)} <= ${unitsAgo(unit, field)} <= ${-from}`;
}

/** The day a unit begins; null where the language has no short way to say it. */
function startOf(unit: Unit, offset: number): string | null {
  const start = unit === "day" ? "today()" : `date_trunc('${unit}', today())`;
  const days = DAYS[unit];
  if (offset === 0) return start;
  if (days) return `${start} ${offset < 0 ? "-" : "+"} ${Math.abs(offset) * days}`;
  return offset === -1 ? `date_trunc('${unit}', ${start} - 1)` : null;
}

/** How many months, quarters or years before today's a field lies. */
function unitsAgo(unit: Unit, field: string): string {
  const [times, part] = IN_YEAR[unit] ?? [1, null];
  const years = `year(today()) - year(${field})`;
  return part ? `(${years}) * ${times} + ${part}(today()) - ${part}(${field})` : years;
}

const COUNTED = /^(-?\d+) <= .* <= (-?\d+)$/su;
const BOUND = /([+-]) (\d+)$/;

/** Read a condition on `field` that is such a range; null for any other. */
export function readRange(field: string, text: string): DateRange | null {
  for (const unit of UNITS)
    for (const range of candidates(unit, field, text))
      if (pickedOf(range).name && writeRange(field, range) === text) return range;
  return null;
}

/** What a text may be, by the numbers in it; writing it again decides. */
function candidates(unit: Unit, field: string, text: string): DateRange[] {
  const found: DateRange[] = [{ unit, from: 0, to: 0 }];
  const counted = COUNTED.exec(text);
  if (counted) found.push({ unit, from: -Number(counted[2]), to: -Number(counted[1]) });
  const [first, end] = text.split(` <= ${field} < `);
  if (first === undefined || end === undefined) return found;
  const days = DAYS[unit] ?? 1;
  const offset = (bound: string) => {
    const match = BOUND.exec(bound);
    return match ? (Number(match[2]) / days) * (match[1] === "-" ? -1 : 1) : 0;
  };
  found.push({ unit, from: 0, to: "today" });
  for (const from of [offset(first), -1])
    for (const to of [offset(end) - 1, -1]) found.push({ unit, from, to });
  return found;
}

/** The texts a condition's row holds for a range. */
export const rangeValues = ({ unit, from, to }: DateRange): string[] => [unit, String(from), String(to)];

/** The range that a row's texts say; null where they say none. */
export function rangeOf([unit, from, to]: string[]): DateRange | null {
  const known = UNITS.find((each) => each === unit);
  const first = Number(from);
  const last = to === "today" ? to : Number(to);
  if (!known || !Number.isInteger(first)) return null;
  if (last === "today" ? first !== 0 : !Number.isInteger(last) || last < first) return null;
  return { unit: known, from: first, to: last };
}

/** Ranges of the picker, by name; those that take a number are written by `numbered`. */
export const NAMED: readonly [name: string, words: string, range: DateRange][] = [
  ["today", __("today"), { unit: "day", from: 0, to: 0 }],
  ["yesterday", __("yesterday"), { unit: "day", from: -1, to: -1 }],
  ["this_week", __("this week"), { unit: "week", from: 0, to: 0 }],
  ["this_month", __("this month"), { unit: "month", from: 0, to: 0 }],
  ["this_quarter", __("this quarter"), { unit: "quarter", from: 0, to: 0 }],
  ["this_year", __("this year"), { unit: "year", from: 0, to: 0 }],
  ["week_to_date", __("this week to date"), { unit: "week", from: 0, to: "today" }],
  ["month_to_date", __("this month to date"), { unit: "month", from: 0, to: "today" }],
  ["quarter_to_date", __("this quarter to date"), { unit: "quarter", from: 0, to: "today" }],
  ["year_to_date", __("this year to date"), { unit: "year", from: 0, to: "today" }],
  ["previous_week", __("the previous week"), { unit: "week", from: -1, to: -1 }],
  ["previous_month", __("the previous month"), { unit: "month", from: -1, to: -1 }],
  ["previous_quarter", __("the previous quarter"), { unit: "quarter", from: -1, to: -1 }],
  ["previous_year", __("the previous year"), { unit: "year", from: -1, to: -1 }],
];

export type Numbered = "last" | "previous" | "next";
export const NUMBERED: readonly [name: Numbered, words: string][] = [
  ["last", __("the last …")],
  ["previous", __("the last complete …")],
  ["next", __("the next …")],
];

/** A number of units up to today's, before it, or after it. */
export function numbered(how: Numbered, count: number, unit: Unit): DateRange {
  if (how === "last") return { unit, from: 1 - count, to: 0 };
  return how === "previous" ? { unit, from: -count, to: -1 } : { unit, from: 1, to: count };
}

/** What the picker shows of a range: a name, or a number of units. */
export function pickedOf(range: DateRange): { name: string; count: number } {
  const named = NAMED.find(
    ([, , { unit, from, to }]) => unit === range.unit && from === range.from && to === range.to,
  );
  if (named) return { name: named[0], count: 1 };
  if (range.to === 0) return { name: "last", count: 1 - range.from };
  if (range.to === -1) return { name: "previous", count: -range.from };
  return range.from === 1 && range.to !== "today"
    ? { name: "next", count: range.to }
    : { name: "", count: 1 };
}

const MANY: Record<Unit, (count: number) => string> = {
  day: (count) => _n("%1 day", "%1 days", count),
  week: (count) => _n("%1 week", "%1 weeks", count),
  month: (count) => _n("%1 month", "%1 months", count),
  quarter: (count) => _n("%1 quarter", "%1 quarters", count),
  year: (count) => _n("%1 year", "%1 years", count),
};

/** "the last 7 days" */
export function rangeWords(range: DateRange): string {
  const { name, count } = pickedOf(range);
  const many = MANY[range.unit](count);
  if (name === "last") return __("the last %1", many);
  if (name === "previous") return __("the last complete %1", many);
  if (name === "next") return __("the next %1", many);
  return NAMED.find(([each]) => each === name)?.[1] ?? writeRange("", range).trim();
}
