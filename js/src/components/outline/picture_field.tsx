// A picture of the report: chosen from its folder, from this computer or dropped, and shown as it is.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { announce } from "../../kit/announce";
import { TextField } from "../../kit/controls";
import { MenuButton, type MenuItem } from "../../kit/menu";
import { isAbort, RefusedError, type View } from "../../kit/questions";
import { __ } from "../../kit/words";
import type { Store } from "../../store";
import { upload } from "../source_browser/upload";

const READ = ".png,.jpg,.jpeg,.svg";
const IS_FILE = /\.(?:png|jpe?g|svg)$/i;

interface PictureFieldProps {
  store: Store;
  label: string;
  /** A file of the report's folder, or a field; empty where none is chosen yet. */
  value: string;
  /** A field may hold it too. */
  fields?: boolean;
  error: string | null;
  onCommit(value: string): void;
  /** Whether there may be none. */
  onClear?(): void;
}

export function PictureField(props: PictureFieldProps) {
  const { store, label, value, error, onCommit, onClear } = props;
  const view = useMemo(() => store.questions.newView(), [store]);
  const ending = useMemo(() => new AbortController(), []);
  useEffect(
    () => () => {
      ending.abort();
      view.tell({ kind: "view.close" });
    },
    [ending, view],
  );
  const box = useRef<HTMLDivElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [coming, setComing] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [there, setThere] = useState<string[]>([]);
  const still = store.file.value.state === "readonly";
  const shown = usePicture(view, IS_FILE.test(value) ? value : null, store.dataRevision.value);
  const list = () =>
    void view
      .ask({ kind: "pictures.list" }, "pictures.listed", ending.signal)
      .then(({ answer }) => setThere(answer.paths))
      .catch(unlessRefused);
  useEffect(list, [view]);
  const take = async (file: File | undefined) => {
    if (!file) return;
    setFailed(null);
    setComing(file.name);
    try {
      const path = await upload(view, file, ending.signal, undefined, "picture");
      if (path === null) return;
      onCommit(path);
      list();
      if (box.current) announce(box.current, __("%1 is in the folder", path));
    } catch (refused) {
      if (isAbort(refused)) return;
      if (!(refused instanceof RefusedError)) throw refused;
      setFailed(`${refused.message}. ${refused.refusal.remedy}`);
    } finally {
      setComing(null);
    }
  };
  const items = (): MenuItem[] => [
    { label: __("From this computer…"), onPick: () => chooser.current?.click() },
    ...there.map((path) => ({ label: path, checked: path === value, onPick: () => onCommit(path) })),
    ...(props.fields
      ? (store.fields.value?.fields ?? [])
          .filter(({ type }) => type === "bytes")
          .map((card) => ({ label: card.label, hint: __("field"), onPick: () => onCommit(card.expr) }))
      : []),
    ...(onClear && value ? [{ label: __("Remove"), danger: true, separator: true, onPick: onClear }] : []),
  ];
  return (
    <fieldset
      class={`nbr-picture${over ? " nbr-over" : ""}`}
      onDragOver={(event) => {
        if (still || !event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        event.stopPropagation();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        if (still || !event.dataTransfer?.files.length) return;
        event.preventDefault();
        event.stopPropagation();
        setOver(false);
        void take(event.dataTransfer.files[0]);
      }}
    >
      <legend>{label}</legend>
      <div ref={box} class="nbr-picture-box">
        {shown.url ? (
          <img src={shown.url} alt={__("The picture %1", value)} />
        ) : (
          <span class="nbr-quiet">
            {over
              ? __("Put it into the report's folder")
              : value
                ? __("No preview")
                : __("Drop a PNG, JPEG or SVG here, or choose one.")}
          </span>
        )}
      </div>
      <div class="nbr-line">
        <TextField
          bare
          label={
            props.fields
              ? __("%1: a file of the folder, or a field", label)
              : __("%1: a file of the folder", label)
          }
          value={value}
          placeholder={__("none yet")}
          error={failed ?? shown.error ?? error}
          onCommit={(made) => {
            setFailed(null);
            if (made.trim()) onCommit(made.trim());
            else onClear?.();
          }}
        />
        <MenuButton
          class="nbr-button"
          label={__("Choose a picture for %1", label)}
          items={items}
          onOpen={list}
        >
          {coming === null ? __("Choose…") : __("Taking %1…", coming)}
        </MenuButton>
      </div>
      <input
        ref={chooser}
        type="file"
        accept={READ}
        hidden
        aria-label={__("A picture of this computer for %1", label)}
        onChange={(event) => {
          const [file] = Array.from(event.currentTarget.files ?? []);
          // the same file may be chosen again
          event.currentTarget.value = "";
          void take(file);
        }}
      />
    </fieldset>
  );
}

interface Shown {
  url: string | null;
  error: string | null;
}

/** A picture of the folder as an address of this page; inside `img` it runs nothing. */
function usePicture(view: View, path: string | null, revision: number): Shown {
  const [shown, setShown] = useState<Shown>({ url: null, error: null });
  // a file of the same name may be another one now
  useEffect(() => {
    const asking = new AbortController();
    let url: string | null = null;
    setShown({ url: null, error: null });
    if (path !== null)
      view
        .ask({ kind: "picture.show", path }, "picture.shown", asking.signal)
        .then(({ answer, buffers }) => {
          url = URL.createObjectURL(new Blob(buffers as BlobPart[], { type: answer.media }));
          setShown({ url, error: null });
        })
        .catch((error: unknown) => {
          if (isAbort(error)) return;
          if (!(error instanceof RefusedError)) throw error;
          setShown({ url: null, error: `${error.message}. ${error.refusal.remedy}` });
        });
    return () => {
      asking.abort();
      if (url) URL.revokeObjectURL(url);
    };
  }, [view, path, revision]);
  return shown;
}

function unlessRefused(error: unknown): void {
  if (!isAbort(error) && !(error instanceof RefusedError)) throw error;
}
