// The settings of one parameter.
import { useState } from "preact/hooks";
import { Choice, NumberField, SelectField, TextField, Toggle } from "../../kit/controls";
import { __, _n } from "../../kit/words";
import type { Param } from "../../protocol/report";
import { problemsAt, type Store } from "../../store";
import { addCondition } from "../source_browser/use";
import type { Actions } from "./actions";
import * as edits from "./edits";
import { Offered } from "./offered";
import { usesOf } from "./references";
import { DefaultField, ListField, ValueField } from "./value_fields";
import { TYPES } from "./words";

interface SettingsProps {
  store: Store;
  act: Actions;
  param: Param;
  index: number;
  signal: AbortSignal;
}

export function ParamSettings({ store, act, param, index, signal }: SettingsProps) {
  const { name } = param;
  const type = edits.typeOf(param);
  const report = store.report.definition.value;
  const step = __("Change the parameter %1", name);
  const set = <K extends keyof Param>(key: K, value: Param[K] | null) =>
    act.edit(step, (draft) => edits.setKey(draft, name, key, value));
  const error = (key: string) => problemsAt(store, `/params/${index}/${key}`)[0]?.message ?? null;
  const names = (report.params ?? []).map((each) => each.name);
  const how = edits.isOffered(param.values) ? "field" : param.values ? "list" : "free";
  return (
    <section class="nbr-settings" aria-label={__("Settings of %1", param.label || name)}>
      <Name
        key={name}
        name={name}
        taken={names}
        error={error("name")}
        onRename={(to) => act.rename(name, to)}
      />
      <TextField
        label={__("Label")}
        value={param.label ?? ""}
        onCommit={(value) => set("label", value.trim())}
      />
      <SelectField
        label={__("Type")}
        value={type}
        options={TYPES.map(([each, words]) => [each, __(words)] as const)}
        onPick={(value) => act.edit(step, (draft) => edits.setType(draft, name, value as edits.ParamType))}
      />
      <div class="nbr-pair">
        <Toggle
          label={__("Required")}
          checked={param.required ?? false}
          onChange={(on) => set("required", on)}
        />
        <Toggle
          label={__("Several values")}
          checked={param.multi ?? false}
          onChange={(on) => act.edit(step, (draft) => edits.setMulti(draft, name, on))}
        />
      </div>
      {type !== "boolean" && (
        <Values
          store={store}
          act={act}
          param={param}
          index={index}
          signal={signal}
          how={how}
          step={step}
          error={error}
        />
      )}
      <DefaultField param={param} error={error("default")} onDefault={(value) => set("default", value)} />
      {edits.isRanged(type) && (
        <div class="nbr-pair">
          {(["min", "max"] as const).map((key) => (
            <ValueField
              key={`${key} ${type}`}
              label={key === "min" ? __("At least") : __("At most")}
              type={type}
              value={param[key] ?? null}
              error={error(key)}
              onValue={(value) => set(key, value as edits.Scalar | null)}
            />
          ))}
        </div>
      )}
      {type === "string" && how === "free" && (
        <NumberField
          label={__("Characters at most")}
          value={param.max_length ?? null}
          min={1}
          step={1}
          error={error("max_length")}
          onCommit={(value) => set("max_length", value)}
        />
      )}
      <Uses store={store} act={act} param={param} />
    </section>
  );
}

interface NameProps {
  name: string;
  taken: string[];
  error: string | null;
  onRename(to: string): void;
}

function Name({ name, taken, error, onRename }: NameProps) {
  const [refused, setRefused] = useState<string | null>(null);
  const commit = (typed: string) => {
    const to = typed.trim();
    if (to === name) setRefused(null);
    else if (!edits.NAME.test(to))
      setRefused(__("%1 is no name: letters, digits and _, no digit first.", to));
    else if (taken.includes(to)) setRefused(__("There is a parameter %1 already.", to));
    else onRename(to);
  };
  return (
    <div class="nbr-param-name">
      <TextField
        label={__("Name")}
        value={name}
        hint={__("In expressions: param.%1", name)}
        error={refused ?? error}
        onCommit={commit}
      />
    </div>
  );
}

interface ValuesProps extends SettingsProps {
  how: "free" | "list" | "field";
  step: string;
  error(key: string): string | null;
}

function Values({ store, act, param, index, signal, how: said, step, error }: ValuesProps) {
  const { name } = param;
  const [picked, setPicked] = useState<"free" | "list" | "field" | null>(null);
  const how = picked ?? said;
  const list = Array.isArray(param.values) ? param.values : [];
  return (
    <>
      <Choice
        label={__("Where its values come from")}
        value={how}
        options={[
          ["free", __("Typed")],
          ["list", __("A list")],
          ["field", __("A field")],
        ]}
        onPick={(value) => {
          setPicked(value as typeof how);
          if (value === "free" && param.values) act.edit(step, (draft) => edits.setListed(draft, name, []));
        }}
      />
      {how === "list" && (
        <ListField
          key={edits.typeOf(param)}
          type={edits.typeOf(param)}
          values={list}
          error={error("values")}
          onValues={(values) => act.edit(step, (draft) => edits.setListed(draft, name, values))}
        />
      )}
      {how === "field" && (
        <Offered store={store} act={act} param={param} index={index} signal={signal} step={step} />
      )}
    </>
  );
}

/** Where it is named; where nowhere, what it could filter. */
function Uses({ store, act, param }: { store: Store; act: Actions; param: Param }) {
  const uses = usesOf(store.report.definition.value, param.name);
  const type = edits.typeOf(param);
  if (uses.length > 0)
    return (
      <p class="nbr-quiet" title={uses.map(({ text }) => text).join("\n")}>
        {_n("Named in one place", "Named in %1 places", uses.length)}
      </p>
    );
  const fields = (store.fields.value?.fields ?? []).filter((card) => edits.typeFor(card.type) === type);
  return (
    <>
      <p class="nbr-unused">{__("Nothing names it yet, so it changes nothing.")}</p>
      {fields.length > 0 && (
        <SelectField
          label={__("Let it filter")}
          value=""
          options={[["", __("Choose a field…")], ...fields.map((card) => [card.expr, card.label] as const)]}
          onPick={(expr) => {
            if (expr)
              act.edit(__("Filter by the parameter %1", param.name), (draft) =>
                addCondition(draft, edits.conditionOf(expr, param)),
              );
          }}
        />
      )}
    </>
  );
}
