// The title of the report, and what is done with it.
import { useEffect, useRef } from "preact/hooks";
import { __ } from "../../../kit/words";
import type { PartProps } from "../../../part";

export function Header({ store }: PartProps) {
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
    <header class="nbr-head">
      <input
        ref={input}
        class="nbr-title"
        aria-label={__("Report title")}
        onChange={(event) => {
          const typed = event.currentTarget.value;
          store.report.edit(__("Rename the report"), (draft) => {
            draft.title = typed;
          });
        }}
        onBlur={show}
      />
    </header>
  );
}
