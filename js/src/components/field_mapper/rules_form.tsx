// The rules of a column: how its cells look, by a condition or by their value.
import { Button, IconButton, SelectField, TextField, Toggle } from "../../kit/controls";
import { ExpressionField } from "../../kit/expression_field";
import { __ } from "../../kit/words";
import type { Rule } from "../../protocol/report";
import type { FormProps } from "./forms";
import {
  asKind,
  COLORS,
  firstRule,
  ICONS,
  isColor,
  kindOf,
  type RuleKind,
  rulesOf,
  SCALES,
  setRules,
  withKey,
} from "./rules";

const KINDS: [RuleKind, string][] = [
  ["when", "Where a condition holds"],
  ["bar", "A bar as long as the value"],
  ["scale", "A scale of colours"],
  ["icons", "Icons"],
];

export function RulesForm({ mapper, block, pill, label }: FormProps) {
  const report = mapper.store.report.definition.value;
  const rules = rulesOf(report, block.id, pill.index);
  const put = (made: Rule[]) =>
    void mapper.edit(__("Rules of %1", label), (draft, id) => {
      setRules(draft, id, pill.index, made);
      return undefined;
    });
  const change = (at: number, rule: Rule) => put(rules.map((each, index) => (index === at ? rule : each)));
  const first = firstRule(pill.text, mapper.known.value.typeOf(pill.of));
  return (
    <div class="nbr-form nbr-form-wide">
      {rules.map((rule, at) => {
        const kind = kindOf(rule);
        return (
          <fieldset key={`${at} ${kind}`} class="nbr-rule">
            <legend class="nbr-vh">{__("Rule %1", at + 1)}</legend>
            <div class="nbr-line">
              <SelectField
                bare
                label={__("Kind of rule %1", at + 1)}
                value={kind}
                options={KINDS.map(([name, words]) => [name, __(words)] as const)}
                onPick={(value) => change(at, asKind(rule, value as RuleKind, first.when ?? ""))}
              />
              <IconButton
                icon="remove"
                label={__("Remove rule %1", at + 1)}
                onClick={() => put(rules.filter((_, index) => index !== at))}
              />
            </div>
            {kind === "when" && (
              <>
                <ExpressionField
                  store={mapper.store}
                  label={__("Condition")}
                  value={rule.when ?? ""}
                  use="rule"
                  block={block.id}
                  onCommit={(value) => value.trim() && change(at, { ...rule, when: value.trim() })}
                />
                <div class="nbr-pair">
                  <Colour
                    label={__("Colour")}
                    value={rule.color ?? ""}
                    onPick={(value) => change(at, withKey(rule, "color", value))}
                  />
                  <Colour
                    label={__("Background")}
                    value={rule.background ?? ""}
                    onPick={(value) => change(at, withKey(rule, "background", value))}
                  />
                </div>
                <div class="nbr-pair">
                  <Toggle
                    label={__("Bold")}
                    checked={rule.bold ?? false}
                    onChange={(on) => change(at, withKey(rule, "bold", on))}
                  />
                  <Toggle
                    label={__("The whole row")}
                    checked={rule.target === "row"}
                    onChange={(on) => change(at, withKey(rule, "target", on ? "row" : "cell"))}
                  />
                </div>
              </>
            )}
            {kind === "scale" && (
              <SelectField
                label={__("Scale")}
                value={rule.scale ?? "blues"}
                options={SCALES.map((name) => [name, name] as const)}
                onPick={(value) => change(at, { ...rule, scale: value as Rule["scale"] & string })}
              />
            )}
            {kind === "icons" && (
              <SelectField
                label={__("Icons")}
                value={rule.icons ?? "arrows"}
                options={ICONS.map((name) => [name, name] as const)}
                onPick={(value) => change(at, { ...rule, icons: value as Rule["icons"] & string })}
              />
            )}
          </fieldset>
        );
      })}
      <Button onClick={() => put([...rules, first])}>{__("Add a rule")}</Button>
    </div>
  );
}

function Colour({ label, value, onPick }: { label: string; value: string; onPick(value: string): void }) {
  return (
    <TextField
      label={label}
      value={value}
      placeholder={COLORS.join(", ")}
      error={value && !isColor(value) ? __("A name of the theme, or #rrggbb") : null}
      onCommit={onPick}
    />
  );
}
