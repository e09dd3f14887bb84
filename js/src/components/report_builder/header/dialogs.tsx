// The dialogs of the report's menu.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button } from "../../../kit/controls";
import { Dialog } from "../../../kit/dialog";
import { isAbort, RefusedError } from "../../../kit/questions";
import { __, _n } from "../../../kit/words";
import type { FileCard, Refused, VersionCard } from "../../../protocol/messages";
import { type FileActions, moment, sentence } from "./actions";

interface Loaded<T> {
  value: T | null;
  error: string | null;
}

export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const found = useSignal<Loaded<T>>({ value: null, error: null });
  useEffect(() => {
    load()
      .then((value) => {
        found.value = { value, error: null };
      })
      .catch((error: unknown) => {
        if (isAbort(error)) return;
        if (!(error instanceof RefusedError)) throw error;
        found.value = { value: null, error: sentence(error.refusal) };
      });
  }, []);
  return found.value;
}

interface NameProps {
  label: string;
  field: string;
  value: string;
  action: string;
  hint?: string;
  onDone(name: string, replace: boolean): Promise<Refused | null>;
  onClose(): void;
}

/** Asks for a name; one that is taken may be replaced where `onDone` says so. */
export function NameDialog({ label, field, value, action, hint, onDone, onClose }: NameProps) {
  const name = useSignal(value);
  const no = useSignal<Refused | null>(null);
  const busy = useSignal(false);
  const go = async (replace: boolean) => {
    if (busy.value || !name.value.trim()) return;
    busy.value = true;
    no.value = await onDone(name.value.trim(), replace);
    busy.value = false;
    if (no.value === null) onClose();
  };
  const replaces = no.value?.code === "file_exists" && no.value.remedy.includes("replace");
  return (
    <Dialog
      label={label}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{__("Cancel")}</Button>
          {replaces && (
            <Button danger onClick={() => void go(true)}>
              {__("Replace")}
            </Button>
          )}
          <Button primary disabled={busy.value || !name.value.trim()} onClick={() => void go(false)}>
            {action}
          </Button>
        </>
      }
    >
      <label class={`nbr-field${no.value ? " nbr-wrong" : ""}`}>
        <span>{field}</span>
        <input
          value={name.value}
          aria-invalid={no.value !== null}
          onInput={(event) => {
            name.value = event.currentTarget.value;
            no.value = null;
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") void go(false);
          }}
        />
      </label>
      {no.value ? (
        <p class="nbr-error" role="alert">
          {sentence(no.value)}
        </p>
      ) : (
        hint && <p class="nbr-quiet">{hint}</p>
      )}
    </Dialog>
  );
}

interface ListProps {
  files: FileActions;
  onClose(): void;
}

export function OpenDialog({ files, onClose }: ListProps) {
  const { value, error } = useLoaded(files.list);
  const no = useSignal<{ refused: Refused; path: string } | null>(null);
  const open = async (path: string, discard = false) => {
    const refused = await files.open(path, discard);
    if (refused) no.value = { refused, path };
    else onClose();
  };
  const unsaved = no.value?.refused.code === "unsaved";
  return (
    <Dialog
      label={__("Open a report")}
      onClose={onClose}
      actions={
        <>
          {unsaved && (
            <Button danger onClick={() => void open(no.value?.path ?? "", true)}>
              {__("Open all the same")}
            </Button>
          )}
          <Button onClick={onClose}>{__("Cancel")}</Button>
        </>
      }
    >
      {(error ?? no.value) && (
        <p class="nbr-error" role="alert">
          {error ?? (no.value && sentence(no.value.refused))}
        </p>
      )}
      {value?.files.length === 0 && (
        <p class="nbr-quiet">{__("There are no reports in %1.", value.folder)}</p>
      )}
      <ul class="nbr-file-list">
        {value?.files.map((file: FileCard) => (
          <li key={file.path}>
            <button
              type="button"
              aria-current={file.current ? "true" : undefined}
              onClick={() => void open(file.path)}
            >
              <b>{file.title || file.path}</b>
              <small class="nbr-quiet">
                {file.path} · {moment(file.when)}
                {file.current && ` · ${__("open")}`}
              </small>
            </button>
          </li>
        ))}
      </ul>
      {value?.more && <p class="nbr-quiet">{__("There are more: open them by path in Python.")}</p>}
    </Dialog>
  );
}

export function VersionsDialog({ files, onClose }: ListProps) {
  const { value, error } = useLoaded(files.versions);
  const no = useSignal<Refused | null>(null);
  const restore = async (version: VersionCard) => {
    no.value = await files.restore(version);
    if (no.value === null) onClose();
  };
  return (
    <Dialog
      label={__("Versions")}
      onClose={onClose}
      actions={<Button onClick={onClose}>{__("Close")}</Button>}
    >
      {(error ?? no.value) && (
        <p class="nbr-error" role="alert">
          {error ?? (no.value && sentence(no.value))}
        </p>
      )}
      {value?.length === 0 && (
        <p class="nbr-quiet">{__("There are none yet: they are kept as the report is changed.")}</p>
      )}
      <ul class="nbr-file-list">
        {value?.map((version) => (
          <li key={version.id} class="nbr-version">
            <span>
              <b>{moment(version.when)}</b>
              <small class="nbr-quiet">
                {version.readable
                  ? `${version.title} · ${_n("%1 block", "%1 blocks", version.blocks)}`
                  : __("no report that can be read")}
              </small>
            </span>
            <Button disabled={!version.readable} onClick={() => void restore(version)}>
              {__("Restore")}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

interface ConflictProps extends ListProps {
  path: string;
  message: string;
  onSaveAs(): void;
}

export function ConflictDialog({ files, path, message, onSaveAs, onClose }: ConflictProps) {
  const no = useSignal<Refused | null>(null);
  const go = async (work: Promise<Refused | null>) => {
    no.value = await work;
    if (no.value === null) onClose();
  };
  return (
    <Dialog
      label={__("Changed by someone else")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onSaveAs}>{__("Save as…")}</Button>
          <Button onClick={() => void go(files.open(path, true))}>{__("Use theirs")}</Button>
          <Button primary onClick={() => void go(files.save(true))}>
            {__("Keep mine")}
          </Button>
        </>
      }
    >
      <p>{no.value ? sentence(no.value) : message}</p>
    </Dialog>
  );
}

const KEYS: [string, string][] = [
  ["Alt+1 … Alt+4", "Go to a step"],
  ["F6, Shift+F6", "Next and previous pane"],
  ["Ctrl+Z", "Undo"],
  ["Ctrl+Shift+Z, Ctrl+Y", "Redo"],
  ["Enter on a field", "Add it where it fits"],
  ["Alt+↑, Alt+↓", "Move what is in hand"],
  ["Delete", "Remove what is in hand"],
  ["Escape", "Close, then back to the notebook"],
];

export function KeysDialog({ onClose }: Pick<ListProps, "onClose">) {
  return (
    <Dialog
      label={__("Keyboard shortcuts")}
      onClose={onClose}
      actions={<Button onClick={onClose}>{__("Close")}</Button>}
    >
      <dl class="nbr-keys">
        {KEYS.map(([keys, words]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{__(words)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
