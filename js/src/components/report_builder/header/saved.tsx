// Whether the report is in its file: true, or what to do about it.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { __ } from "../../../kit/words";
import type { FileState, Store } from "../../../store";

/** Milliseconds a save may take before it is spoken of. */
export const PATIENCE = 400;
const EVERY = 15_000;

interface SavedProps {
  store: Store;
  onRetry(): void;
  onConflict(): void;
  onDownload(): void;
}

export function Saved({ store, onRetry, onConflict, onDownload }: SavedProps) {
  const file = store.file.value;
  const waiting = file.state === "unsaved" || file.state === "saving";
  const slow = useSignal(false);
  const now = useSignal(Date.now());
  useEffect(() => {
    slow.value = false;
    if (!waiting) return;
    const timer = setTimeout(() => {
      slow.value = true;
    }, PATIENCE);
    return () => clearTimeout(timer);
  }, [waiting, slow]);
  useEffect(() => {
    now.value = Date.now();
    const timer = setInterval(() => {
      now.value = Date.now();
    }, EVERY);
    return () => clearInterval(timer);
  }, [file.when, now]);
  const place = file.path ? __("Saved in %1", file.path) : __("In no file yet");
  if (file.state === "failed") {
    const conflict = file.reason === "file_changed";
    return (
      <span class="nbr-saved nbr-saved-failed" role="alert" title={file.message ?? undefined}>
        <span>{conflict ? __("Changed by someone else") : __("Couldn't save")}</span>
        <button type="button" class="nbr-link" onClick={conflict ? onConflict : onRetry}>
          {conflict ? __("Choose…") : __("Retry")}
        </button>
      </span>
    );
  }
  if (file.state === "download" || file.state === "readonly")
    return (
      <span class="nbr-saved">
        <button
          type="button"
          class="nbr-link"
          title={file.message ?? (file.path ? __("What is saved here does not last") : place)}
          onClick={onDownload}
        >
          {__("Download")}
        </button>
      </span>
    );
  return (
    <span class={`nbr-saved${waiting ? "" : " nbr-saved-true"}`} title={place} role="status">
      {waiting && slow.value ? __("Saving…") : waiting && !file.when ? "" : savedWords(file, now.value)}
    </span>
  );
}

/** When it was saved, in words. */
export function savedWords({ when }: FileState, now: number): string {
  if (!when) return __("Saved");
  const minutes = Math.floor((now - Date.parse(when)) / 60_000);
  if (minutes < 1) return __("Saved just now");
  if (minutes < 60) return __("Saved %1 min ago", minutes);
  if (minutes < 24 * 60) return __("Saved %1 h ago", Math.floor(minutes / 60));
  return __("Saved %1", new Date(when).toLocaleDateString(undefined, { dateStyle: "medium" }));
}
