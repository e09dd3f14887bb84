// What is known of the data while one edits: fields and measures by their keys, their labels and types.
import { keyOf, nameText } from "../../kit/expression_text";
import type { FieldCard, FieldsList, MeasureCard } from "../../protocol/messages";
import { aggregateOf, bucketOf, MOMENTS, totalPhrase, unitWord } from "./aggregates";
import type { Types } from "./conversion";
import type { Pill } from "./wells";

/** A field or measure that can be put into a well. */
export interface Addable {
  expr: string;
  label: string;
  type: string;
  role: string;
  /** The total to take by default; empty where the field has none. */
  total: string;
  measure: boolean;
  /** Days a date covers are too many to be groups, as far as that is known. */
  many: boolean;
}

export interface Known extends Types {
  fields: ReadonlyMap<string, FieldCard>;
  measuresByName: ReadonlyMap<string, MeasureCard>;
  /** Whether the fields have been told, so that one that is not among them is missing. */
  told: boolean;
}

/** Dates up to which each may be a group of its own. */
const FEW_DATES = 31;

export function knownOf(list: FieldsList | null): Known {
  const fields = new Map<string, FieldCard>();
  for (const card of list?.fields ?? []) fields.set(keyOf(card.expr) ?? card.name, card);
  const measuresByName = new Map((list?.measures ?? []).map((card) => [card.name, card]));
  return {
    fields,
    measuresByName,
    measures: new Set(measuresByName.keys()),
    told: list !== null && list.error === null,
    typeOf: (text) => {
      const key = keyOf(text);
      return key === null ? null : (fields.get(key)?.type ?? null);
    },
  };
}

export const addableField = (card: FieldCard): Addable => ({
  expr: card.expr,
  label: card.label,
  type: card.type,
  role: card.role,
  total: card.total,
  measure: false,
  many: MOMENTS.has(card.type) && (card.distinct === null || card.distinct > FEW_DATES),
});

export const addableMeasure = (card: MeasureCard): Addable => ({
  expr: nameText(card.name),
  label: card.label,
  type: card.type,
  role: "measure",
  total: "",
  measure: true,
  many: false,
});

/** What a pill or text is called: its own label, else that of the field it is of. */
export function labelOf(pill: Pick<Pill, "of" | "key" | "label" | "text">, known: Known): string {
  if (pill.label) return pill.label;
  if (pill.key !== null) {
    const card = known.fields.get(pill.key) ?? known.measuresByName.get(pill.key);
    return card?.label ?? pill.key;
  }
  return pill.of || "count()";
}

/** An expression in words as far as it has any: "Sum of Delay", "Day by month". */
export function phraseOf(text: string, known: Known): string {
  const total = aggregateOf(text);
  const bucket = bucketOf(text);
  const of = total?.of ?? bucket?.of ?? text;
  const key = keyOf(of);
  const card = key === null ? undefined : (known.fields.get(key) ?? known.measuresByName.get(key));
  const label = card?.label ?? of;
  if (total && of) return totalPhrase(total.total, label);
  return bucket ? `${label} ${unitWord(bucket.unit)}` : label;
}
