// Says above a part that its kernel does not answer, and hands over what was edited.
import { read } from "../collab/binding";
import type { Store } from "../store";
import { saveFile } from "./save";
import { __ } from "./words";

export function KernelNotice({ store }: { store: Store }) {
  const state = store.kernel.value;
  if (state === "there") return null;
  if (state === "away") {
    return (
      <div class="nbr-notice" role="status">
        <b>{__("Reconnecting…")}</b>
        <span>{__("The kernel cannot be reached. Changes are kept and sent when it is back.")}</span>
      </div>
    );
  }
  return (
    <div class="nbr-notice nbr-notice-gone" role="alert">
      <b>{__("The kernel was restarted.")}</b>
      <span>{__("What is shown is as it was. Run this cell again to go on.")}</span>
      {store.report.ready.value && (
        <button
          type="button"
          class="nbr-button"
          onClick={() => {
            const definition = read(store.report.doc);
            saveFile(
              `${String(definition.title ?? "report")}.nbreport`,
              `${JSON.stringify(definition, null, 2)}\n`,
            );
          }}
        >
          {__("Download the report")}
        </button>
      )}
    </div>
  );
}
