import { useMemo } from "preact/hooks";
import { adopt } from "../../kit/sheet";
import { __ } from "../../kit/words";
import type { PartProps } from "../../part";
import { Fields } from "./fields";
import { makeForm } from "./form";
import css from "./style.css";

export function ParameterForm({ store, el, signal }: PartProps) {
  const form = useMemo(() => {
    adopt(el, css);
    return makeForm(store, signal);
  }, [store, el, signal]);
  const fields = form.fields.value;
  return (
    <section class="nbr-form" aria-label={__("Parameters")}>
      {fields.length ? (
        <Fields form={form} />
      ) : (
        <p class="nbr-quiet">{__("This report has no parameters.")}</p>
      )}
    </section>
  );
}
