// One condition as a row: how a field is compared, and with what.
import { NumberField, SelectField, TextField } from "../../kit/controls";
import { __ } from "../../kit/words";
import type { FieldCard } from "../../protocol/messages";
import type { Store } from "../../store";
import { MOMENTS, NUMBERS, UNITS, type Unit } from "./aggregates";
import {
  type Comparison,
  type Condition,
  compared,
  comparisonLabel,
  comparisonsFor,
  valuesOf,
} from "./filters";
import {
  type DateRange,
  NAMED,
  NUMBERED,
  type Numbered,
  numbered,
  pickedOf,
  rangeOf,
  rangeValues,
} from "./relative_dates";
import { ValuePicker } from "./value_picker";

export interface ConditionFieldsProps {
  store: Store;
  field: Pick<FieldCard, "expr" | "label" | "type" | "samples">;
  condition: Condition;
  onChange(condition: Condition): void;
}

export function ConditionFields({ store, field, condition, onChange }: ConditionFieldsProps) {
  const { how, values } = condition;
  const count = valuesOf(how);
  const [first = "", second = ""] = values;
  const hint = MOMENTS.has(field.type)
    ? "2013-01-31"
    : NUMBERS.has(field.type)
      ? "100"
      : (field.samples[0] ?? "");
  const put = (made: string[]) => onChange({ ...condition, values: made });
  const range = count === "range" ? rangeOf(values) : null;
  return (
    <>
      <SelectField
        bare
        label={__("How %1 is compared", field.label)}
        value={how}
        options={comparisonsFor(field.type).map((each) => [each, comparisonLabel(each, field.type)] as const)}
        onPick={(picked) => onChange(compared(condition, picked as Comparison))}
      />
      {count === "many" && <ValuePicker store={store} field={field} values={values} onChange={put} />}
      {range && <RangeFields label={field.label} range={range} onChange={(made) => put(rangeValues(made))} />}
      {(count === "one" || count === "two") && (
        <TextField
          bare
          label={__("Value of %1", field.label)}
          value={first}
          placeholder={hint}
          onCommit={(text) => put(count === "two" ? [text, second] : [text])}
        />
      )}
      {count === "two" && (
        <TextField
          bare
          label={__("Greatest value of %1", field.label)}
          value={second}
          placeholder={hint}
          onCommit={(text) => put([first, text])}
        />
      )}
    </>
  );
}

interface RangeFieldsProps {
  label: string;
  range: DateRange;
  onChange(range: DateRange): void;
}

const isNumbered = (name: string): name is Numbered => NUMBERED.some(([each]) => each === name);

/** A range that moves with today: one by name, or a number of units. */
function RangeFields({ label, range, onChange }: RangeFieldsProps) {
  const { name, count } = pickedOf(range);
  const pick = (picked: string) => {
    const named = NAMED.find(([each]) => each === picked);
    if (named) onChange(named[2]);
    // of one unit it would be "today" again, which has a name of its own
    else if (isNumbered(picked)) onChange(numbered(picked, Math.max(count, 2), range.unit));
  };
  return (
    <>
      <SelectField
        bare
        label={__("Dates of %1", label)}
        value={name}
        options={[...NAMED.map(([each, words]) => [each, words] as const), ...NUMBERED]}
        onPick={pick}
      />
      {isNumbered(name) && (
        <>
          <NumberField
            bare
            label={__("How many, of %1", label)}
            value={count}
            min={1}
            max={1000}
            step={1}
            onCommit={(made) => made && onChange(numbered(name, Math.trunc(made), range.unit))}
          />
          <SelectField
            bare
            label={__("Days or months, of %1", label)}
            value={range.unit}
            options={UNITS.map((each) => [each, unitsWord(each)] as const)}
            onPick={(unit) => onChange(numbered(name, count, unit as Unit))}
          />
        </>
      )}
    </>
  );
}

function unitsWord(unit: Unit): string {
  return {
    day: __("days"),
    week: __("weeks"),
    month: __("months"),
    quarter: __("quarters"),
    year: __("years"),
  }[unit];
}
