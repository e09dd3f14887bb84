// The report's title, changed in place.
import { useEffect, useRef } from "preact/hooks";
import { __ } from "../../../kit/words";
import type { Store } from "../../../store";

export function Title({ store }: { store: Store }) {
  const input = useRef<HTMLInputElement>(null);
  const { title } = store.report.definition.value;
  const show = () => {
    if (input.current) input.current.value = store.report.definition.peek().title;
  };
  // what is being typed is not overwritten by what others write
  useEffect(() => {
    if (!input.current?.matches(":focus")) show();
  }, [title]);
  return (
    <input
      ref={input}
      class="nbr-title"
      aria-label={__("Report title")}
      title={title}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        if (!typed.trim() || typed === store.report.definition.peek().title) return;
        store.report.edit(__("Rename the report"), (draft) => {
          draft.title = typed;
        });
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") show();
      }}
      onBlur={show}
    />
  );
}
