// The title of the report, and what is done with it.
import { __ } from "../../../kit/words";
import type { PartProps } from "../../../part";

export function Header({ store }: PartProps) {
  return (
    <header class="nbr-head">
      <input
        class="nbr-title"
        aria-label={__("Report title")}
        value={store.report.definition.value.title}
        onChange={(event) => {
          const title = event.currentTarget.value;
          store.report.edit(__("Rename the report"), (draft) => {
            draft.title = title;
          });
        }}
      />
    </header>
  );
}
