// The title of the report, whether it is saved, and what is done with it.
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { isGoing } from "../../../jobs/job";
import { announce } from "../../../kit/announce";
import { Button, IconButton } from "../../../kit/controls";
import { Dialog } from "../../../kit/dialog";
import { MenuButton, type MenuItem } from "../../../kit/menu";
import { adopt } from "../../../kit/sheet";
import { __ } from "../../../kit/words";
import type { PartProps } from "../../../part";
import { choicesOf, generate, jobOf } from "../generating";
import { type FileActions, fileActions, sentence } from "./actions";
import { CodeDialog } from "./code_dialog";
import { ConflictDialog, KeysDialog, NameDialog, OpenDialog, VersionsDialog } from "./dialogs";
import { undoKeys } from "./keys";
import { Saved } from "./saved";
import css from "./style.css";
import { Title } from "./title";

type Shown = "open" | "save_as" | "rename" | "template" | "versions" | "code" | "keys" | "conflict" | null;

export function Header({ store, model, el, signal }: PartProps) {
  const { files, job } = useMemo(() => {
    adopt(el, css);
    return { files: fileActions(store, signal), job: jobOf(store, signal) };
  }, [store, el, signal]);
  const { report } = store;
  const { undoName, redoName } = report;
  const shown = useSignal<Shown>(null);
  const say = (step: "undo" | "redo", name: string) =>
    announce(el, step === "undo" ? __("Undone: %1", name) : __("Done again: %1", name));
  useEffect(() => undoKeys(el, report, say), [el, report]);
  const step = (which: "undo" | "redo") => {
    const name = report[which]();
    if (name !== null) say(which, name);
  };
  const show = (what: Shown) => {
    shown.value = what;
  };
  const make = (format: ".ipynb" | ".typ") => void generate(store, files.view, signal, [format]);
  const items = (): MenuItem[] => {
    const inFile = Boolean(store.file.value.path);
    const steps: MenuItem[] = (["undo", "redo"] as const).map((which) => {
      const name = which === "undo" ? undoName.value : redoName.value;
      const words = which === "undo" ? __("Undo") : __("Redo");
      return { label: name ? `${words}: ${name}` : words, disabled: !name, onPick: () => step(which) };
    });
    return [
      ...steps,
      { label: __("Open…"), separator: true, onPick: () => show("open") },
      { label: __("Save as…"), onPick: () => show("save_as") },
      { label: __("Rename…"), disabled: !inFile, onPick: () => show("rename") },
      { label: __("Duplicate"), disabled: !inFile, onPick: () => void files.duplicate() },
      { label: __("Versions…"), disabled: !inFile, onPick: () => show("versions") },
      { label: __("Download"), separator: true, onPick: () => void files.download() },
      { label: __("Export as Python…"), onPick: () => show("code") },
      { label: __("Export as notebook"), onPick: () => make(".ipynb") },
      { label: __("Export as Typst"), onPick: () => make(".typ") },
      { label: __("Save as template…"), onPick: () => show("template") },
      { label: __("Keyboard shortcuts"), separator: true, onPick: () => show("keys") },
    ];
  };
  const retry = async () => {
    const refused = await files.save();
    if (refused) announce(el, sentence(refused), true);
  };
  return (
    <header class="nbr-head">
      <Title store={store} />
      <Saved
        store={store}
        onRetry={() => void retry()}
        onConflict={() => show("conflict")}
        onDownload={() => void files.download()}
      />
      <span class="nbr-head-acts">
        <span class="nbr-head-steps">
          <IconButton
            icon="undo"
            label={undoName.value ? __("Undo: %1", undoName.value) : __("Nothing to undo")}
            disabled={undoName.value === null}
            onClick={() => step("undo")}
          />
          <IconButton
            icon="redo"
            label={redoName.value ? __("Redo: %1", redoName.value) : __("Nothing to redo")}
            disabled={redoName.value === null}
            onClick={() => step("redo")}
          />
        </span>
        <MenuButton label={__("Report")} items={items} />
        <Button
          primary
          disabled={job.value !== null && isGoing(job.value)}
          onClick={() => {
            if (store.problems.value.length > 0) store.ui.step.value = "review";
            else void generate(store, files.view, signal);
          }}
        >
          {__("Generate")}
        </Button>
      </span>
      <Dialogs {...{ store, model, files, shown: shown.value, show }} />
      <Taken {...{ store, files, signal }} />
    </header>
  );
}

interface DialogsProps extends Pick<PartProps, "store" | "model"> {
  files: FileActions;
  shown: Shown;
  show(what: Shown): void;
}

function Dialogs({ store, model, files, shown, show }: DialogsProps) {
  const onClose = () => show(null);
  const { path, message } = store.file.value;
  const title = store.report.definition.value.title;
  if (shown === "open") return <OpenDialog {...{ files, onClose }} />;
  if (shown === "versions") return <VersionsDialog {...{ files, onClose }} />;
  if (shown === "code") return <CodeDialog {...{ files, store, model, onClose }} />;
  if (shown === "keys") return <KeysDialog onClose={onClose} />;
  if (shown === "conflict")
    return (
      <ConflictDialog
        {...{ files, onClose, path: path ?? "", message: message ?? "" }}
        onSaveAs={() => show("save_as")}
      />
    );
  if (shown === "save_as")
    return (
      <NameDialog
        label={__("Save as")}
        field={__("File")}
        value={path ?? `${title.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase()}.nbreport`}
        action={__("Save")}
        hint={__("A path in the notebook's folder.")}
        onDone={files.saveAs}
        onClose={onClose}
      />
    );
  if (shown === "rename")
    return (
      <NameDialog
        label={__("Rename the file")}
        field={__("Name")}
        value={path?.split("/").at(-1) ?? ""}
        action={__("Rename")}
        onDone={files.rename}
        onClose={onClose}
      />
    );
  if (shown === "template")
    return (
      <NameDialog
        label={__("Save as template")}
        field={__("Name")}
        value={title}
        action={__("Save")}
        hint={__("Its fields become places for fields of other data.")}
        onDone={files.saveTemplate}
        onClose={onClose}
      />
    );
  return null;
}

/** Asks before files that are there already are replaced. */
function Taken({ store, files, signal }: Pick<PartProps, "store" | "signal"> & { files: FileActions }) {
  const { taken } = choicesOf(store);
  if (!taken.value) return null;
  const { message, formats } = taken.value;
  const close = () => {
    taken.value = null;
  };
  return (
    <Dialog
      label={__("Replace the file?")}
      onClose={close}
      actions={
        <>
          <Button
            onClick={() => {
              close();
              store.ui.step.value = "review";
            }}
          >
            {__("Another name…")}
          </Button>
          <Button primary onClick={() => void generate(store, files.view, signal, formats, true)}>
            {__("Replace")}
          </Button>
        </>
      }
    >
      <p>{message}.</p>
    </Dialog>
  );
}
