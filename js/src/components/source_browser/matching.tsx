// Fields the report uses and the data lacks: each with the nearest that is there, replaced by one click.
import { useSignal } from "@preact/signals";
import { announce } from "../../kit/announce";
import { Button, SelectField } from "../../kit/controls";
import { __ } from "../../kit/words";
import { blocksOf } from "../../report/definition";
import type { Store } from "../../store";
import { knownOf } from "../field_mapper/known";
import { missingIn, nearestOne, replaceField } from "../field_mapper/missing";
import { isFilled, textsOf } from "../field_mapper/wells";

export function Matching({ store, el }: { store: Store; el: HTMLElement }) {
  const chosen = useSignal<Record<string, string>>({});
  const list = store.fields.value;
  if (!list || list.error !== null || list.fields.length === 0) return null;
  const known = knownOf(list);
  const texts = blocksOf(store.report.definition.value).flatMap((block) =>
    block.kind === "chart"
      ? [block.x, block.y, block.color, block.size].filter((text): text is string => !!text)
      : isFilled(block)
        ? textsOf(block)
        : [],
  );
  const missing = [...new Set(texts.flatMap((text) => missingIn(text, known)))];
  if (missing.length === 0) return null;
  const options = list.fields.map((field) => [field.expr, field.label] as const);
  return (
    <section aria-label={__("Fields this data lacks")} class="nbr-matching">
      <h3>{__("Fields this data lacks")}</h3>
      <ul>
        {missing.map((key) => {
          const to = chosen.value[key] ?? nearestOne(key, known)?.expr ?? "";
          return (
            <li key={key} class="nbr-filter">
              <s class="nbr-filter-field" title={key}>
                {key}
              </s>
              <SelectField
                bare
                label={__("In place of %1", key)}
                value={to}
                options={to ? options : [["", __("choose a field")] as const, ...options]}
                onPick={(value) => {
                  chosen.value = { ...chosen.value, [key]: value };
                }}
              />
              <Button
                disabled={!to}
                onClick={() => {
                  store.report.edit(__("Replace %1", key), (draft) => replaceField(draft, key, to));
                  announce(el, __("%1 replaced", key));
                }}
              >
                {__("Replace")}
                <span class="nbr-vh"> {key}</span>
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
