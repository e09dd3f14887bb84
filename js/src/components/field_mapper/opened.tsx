// What is open over the page: a menu of a pill, of fields, of wells, or one of the forms.
import { __ } from "../../kit/words";
import { bestWell, wordsFor } from "./adding";
import { ExpressionForm, FilterForm, FormatForm, WidthForm } from "./forms";
import { GroupForm, TableForm } from "./group_form";
import { type Addable, addableField, addableMeasure, labelOf } from "./known";
import type { Mapper } from "./mapper";
import { nearest, replaceField } from "./missing";
import { NamedForm } from "./named_form";
import { pillMenu } from "./pill_menu";
import { type Item, Menu, Popup } from "./popup";
import { RulesForm } from "./rules_form";
import { type WellName, wellsOf } from "./wells";

export function Opened({ mapper }: { mapper: Mapper }) {
  const open = mapper.open.value;
  const block = mapper.filled.value;
  const close = () => {
    mapper.open.value = null;
  };
  if (!open) return null;
  const known = mapper.known.value;
  if (open.what === "named")
    return (
      <Popup
        anchor={open.at}
        label={open.kind === "field" ? __("Calculated field") : __("Measure")}
        onClose={close}
      >
        <NamedForm mapper={mapper} kind={open.kind} name={open.name} onClose={close} />
      </Popup>
    );
  if (open.what === "values")
    return (
      <Popup anchor={open.at} label={__("Values of %1", open.field.label)} onClose={close}>
        <Values mapper={mapper} field={open.field} />
      </Popup>
    );
  if (!block) return null;
  if (open.what === "add")
    return (
      <Menu
        anchor={open.at}
        label={__("Add %1 to", open.field.label)}
        items={wellItems(mapper, open.field)}
        onClose={close}
      />
    );
  if (open.what === "pick")
    return (
      <Menu anchor={open.at} label={__("Add field")} items={fieldItems(mapper, open.well)} onClose={close} />
    );
  if (open.what === "table")
    return (
      <Popup anchor={open.at} label={__("Options of the block")} onClose={close}>
        <TableForm mapper={mapper} block={block} />
      </Popup>
    );
  const { pill } = open;
  const label = labelOf(pill, known);
  if (open.what === "menu")
    return (
      <Menu
        anchor={open.at}
        label={__("Options for %1", label)}
        items={pillMenu(mapper, block, pill, label, open.at)}
        onClose={() => {
          // an item may have opened something else in its place
          if (mapper.open.peek() === open) close();
        }}
      />
    );
  if (open.what === "replace") {
    const name = pill.key ?? "";
    const items = nearest(name, known, 12).map((field) => ({
      label: field.label,
      hint: field.summary,
      onPick: () =>
        void mapper.edit(__("Replace %1 by %2", name, field.label), (draft) => {
          replaceField(draft, name, field.expr);
          return undefined;
        }),
    }));
    return <Menu anchor={open.at} label={__("Replace %1 by", name)} items={items} onClose={close} />;
  }
  const forms = {
    format: FormatForm,
    width: WidthForm,
    expression: ExpressionForm,
    filter: FilterForm,
    rules: RulesForm,
    group: GroupForm,
  };
  const Form = forms[open.what];
  return (
    <Popup anchor={open.at} label={label} onClose={close}>
      <Form mapper={mapper} block={block} pill={pill} label={label} onClose={close} />
    </Popup>
  );
}

function wellItems(mapper: Mapper, field: Addable): Item[] {
  const block = mapper.filled.peek();
  if (!block) return [];
  const best = bestWell(block, field);
  return wellsOf(block).flatMap(({ name, label }) => {
    const words = wordsFor(block, field, name);
    return words === null
      ? []
      : [
          {
            label: __("Add to %1", label),
            hint: name === best ? "↵" : "",
            onPick: () => mapper.add(field, name),
          },
        ];
  });
}

function fieldItems(mapper: Mapper, well: WellName): Item[] {
  const block = mapper.filled.peek();
  const list = mapper.store.fields.peek();
  if (!block || !list) return [];
  const all: Addable[] = [...list.fields.map(addableField), ...list.measures.map(addableMeasure)];
  return all
    .filter((field) => wordsFor(block, field, well) !== null)
    .map((field) => ({ label: field.label, onPick: () => mapper.add(field, well) }));
}

function Values({ mapper, field }: { mapper: Mapper; field: Addable }) {
  const card = Array.from(mapper.known.value.fields.values()).find(({ label }) => label === field.label);
  return (
    <div class="nbr-form">
      <b>{field.label}</b>
      <span class="nbr-quiet">{card?.summary}</span>
      <ul class="nbr-values">
        {(card?.samples ?? []).map((sample) => (
          <li key={sample}>{sample}</li>
        ))}
      </ul>
    </div>
  );
}
