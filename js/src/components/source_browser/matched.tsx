// Fields that another source has under a like name: what was put in their place, until something else is done.
import { Button } from "../../kit/controls";
import { __, _n } from "../../kit/words";
import type { Store } from "../../store";
import type { Match } from "../field_mapper/rematching";

interface MatchedProps {
  store: Store;
  /** The step that matched them, by its name. */
  step: string;
  matches: Match[];
}

export function Matched({ store, step, matches }: MatchedProps) {
  if (matches.length === 0 || store.report.undoName.value !== step) return null;
  return (
    <p class="nbr-matched" role="status" title={matches.map(({ key, to }) => `${key} → ${to}`).join("\n")}>
      {_n("%1 field matched by name.", "%1 fields matched by name.", matches.length)}
      <Button onClick={() => store.report.undo()}>{__("Undo")}</Button>
    </p>
  );
}
