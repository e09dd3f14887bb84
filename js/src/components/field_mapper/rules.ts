// Rules: how a cell or row looks where a condition holds, or by how large its value is.
import { __ } from "../../kit/words";
import type { Report, Rule } from "../../protocol/report";
import { filledOf } from "./place";

export type RuleKind = "when" | "bar" | "scale" | "icons";

export const COLORS = ["primary", "positive", "negative", "warn", "muted"] as const;
export const SCALES = ["blues", "greens", "reds", "greys", "diverging"] as const;
export const ICONS = ["arrows", "lights", "stars"] as const;

/** Where rules stand: those of one column, or those of the block. */
export type RulesAt = number | "block";

export function rulesOf(draft: Report, id: string, at: RulesAt): Rule[] {
  const block = filledOf(draft, id);
  if (!block || block.kind === "metric") return [];
  if (at === "block") return block.style ?? [];
  return block.kind === "table" ? (block.columns?.[at]?.style ?? []) : [];
}

/** Write the rules of a place. */
export function setRules(draft: Report, id: string, at: RulesAt, rules: Rule[]): void {
  const block = filledOf(draft, id);
  if (!block || block.kind === "metric") return;
  const target = at === "block" ? block : block.kind === "table" ? block.columns?.[at] : undefined;
  if (!target) return;
  if (rules.length) target.style = rules;
  else delete target.style;
}

export function kindOf(rule: Rule): RuleKind {
  if (rule.bar) return "bar";
  if (rule.scale) return "scale";
  return rule.icons ? "icons" : "when";
}

/** The rule as another kind; what both can say stays. */
export function asKind(rule: Rule, kind: RuleKind, condition: string): Rule {
  if (kindOf(rule) === kind) return rule;
  const on = rule.on ? { on: rule.on } : {};
  switch (kind) {
    case "bar":
      return { bar: true, ...on, ...(rule.color ? { color: rule.color } : {}) };
    case "scale":
      return { scale: "blues", ...on };
    case "icons":
      return { icons: "arrows", ...on };
    case "when":
      return { when: condition, ...on, color: rule.color ?? "negative" };
  }
}

/** A rule with one key changed; what says nothing is left out. */
export function withKey<K extends keyof Rule>(rule: Rule, key: K, value: Rule[K] | null): Rule {
  const { [key]: _, ...others } = rule;
  const silent = value === null || value === undefined || value === "" || value === false || value === "cell";
  return (silent ? others : { ...others, [key]: value }) as Rule;
}

/** A new rule for a value of that type. */
export function firstRule(expr: string, type: string | null): Rule {
  if (type === "text" || type === null) return { when: `${expr} is none`, color: "muted" };
  if (type === "boolean") return { when: `not ${expr}`, color: "negative" };
  if (type === "date" || type === "datetime") return { when: `${expr} < today()`, color: "muted" };
  return { when: `${expr} < 0`, color: "negative" };
}

/** A rule in words. */
export function ruleWords(rule: Rule): string {
  switch (kindOf(rule)) {
    case "bar":
      return __("Bar by value");
    case "scale":
      return __("Colour scale: %1", rule.scale ?? "");
    case "icons":
      return __("Icons: %1", rule.icons ?? "");
    case "when":
      return rule.when ?? "";
  }
}

export const isColor = (text: string): boolean =>
  (COLORS as readonly string[]).includes(text) || /^#[0-9a-fA-F]{6}$/.test(text);
