// How many rows the filter leaves: "27,004 of 336,776 rows".
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { RefusedError } from "../../kit/questions";
import { useAskedInSight } from "../../kit/seen";
import { __ } from "../../kit/words";
import type { Store } from "../../store";

export interface CountProps {
  store: Store;
  signal: AbortSignal;
  /** Whether it is looked at. */
  seen: boolean;
}

export function Count({ store, signal, seen }: CountProps) {
  const words = useSignal("");
  const view = useMemo(() => store.questions.newView(), [store]);
  const rev = store.revision.value;
  useAskedInSight(seen, `${rev} ${JSON.stringify(store.params.value)}`, signal, async (live) => {
    try {
      const { after, before } = (await view.ask({ kind: "rows.count", rev }, "rows.counted", live)).answer;
      words.value = __("%1 of %2 rows", after.toLocaleString(), before.toLocaleString());
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      words.value = "";
    }
  });
  return (
    <p class="nbr-quiet nbr-nothing" role="status">
      {words.value}
    </p>
  );
}
