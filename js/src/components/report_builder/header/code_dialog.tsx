// The report as Python code: copied, or put into a cell of the notebook.
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Button } from "../../../kit/controls";
import { Dialog } from "../../../kit/dialog";
import type { Model } from "../../../kit/host";
import { notebookOf } from "../../../kit/notebook";
import { toast } from "../../../kit/toasts";
import { __ } from "../../../kit/words";
import type { Store } from "../../../store";
import type { FileActions } from "./actions";
import { useLoaded } from "./dialogs";

interface CodeDialogProps {
  files: FileActions;
  store: Store;
  /** The builder's own, which knows its notebook. */
  model: Model;
  onClose(): void;
}

export function CodeDialog({ files, store, model, onClose }: CodeDialogProps) {
  const notebook = useMemo(() => notebookOf(model), [model]);
  const { value, error } = useLoaded(files.code);
  const copied = useSignal(false);
  const copy = async () => {
    if (value === null) return;
    try {
      await navigator.clipboard.writeText(value);
      copied.value = true;
    } catch {
      // a page that came over plain http: the code is selected, to be copied by key
      const area = document.activeElement?.closest(".nbr-dialog")?.querySelector("textarea");
      area?.select();
    }
  };
  const insert = async () => {
    if (value === null || !notebook) return;
    await notebook.insertBelow(value.trimEnd());
    onClose();
    toast(store, { text: __("The code stands in a cell below.") });
  };
  return (
    <Dialog
      label={__("The report as Python")}
      wide
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{__("Close")}</Button>
          {notebook && (
            <Button disabled={value === null} onClick={() => void insert()}>
              {__("New cell")}
            </Button>
          )}
          <Button primary disabled={value === null} onClick={() => void copy()}>
            {copied.value ? __("Copied") : __("Copy")}
          </Button>
        </>
      }
    >
      {error && (
        <p class="nbr-error" role="alert">
          {error}
        </p>
      )}
      <textarea
        class="nbr-code"
        readOnly
        aria-label={__("Python code")}
        rows={18}
        spellcheck={false}
        value={value ?? ""}
      />
    </Dialog>
  );
}
