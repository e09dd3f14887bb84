// What is done with the report's file, asked of the kernel; a no is told in words.
import type { Definition } from "../../../collab/tree";
import { type Asked, isAbort, RefusedError, type View } from "../../../kit/questions";
import { saveFile } from "../../../kit/save";
import { toast } from "../../../kit/toasts";
import { __ } from "../../../kit/words";
import type { Answer, FileCard, Refused, VersionCard } from "../../../protocol/messages";
import { longForm } from "../../../report/definition";
import type { Store } from "../../../store";

export interface FileActions {
  view: View;
  list(): Promise<{ folder: string; files: FileCard[]; more: boolean }>;
  versions(): Promise<VersionCard[]>;
  code(): Promise<string>;
  /** Null when done, else why not. */
  open(path: string, discard?: boolean): Promise<Refused | null>;
  save(over?: boolean): Promise<Refused | null>;
  saveAs(path: string, replace?: boolean): Promise<Refused | null>;
  rename(name: string): Promise<Refused | null>;
  saveTemplate(name: string): Promise<Refused | null>;
  restore(version: VersionCard): Promise<Refused | null>;
  duplicate(): Promise<void>;
  download(): Promise<void>;
}

export function fileActions(store: Store, signal: AbortSignal): FileActions {
  const view = store.questions.newView();
  const done = async (question: Asked, kind: Answer["kind"] = "file.done"): Promise<Refused | null> => {
    try {
      await view.ask(question, kind, signal);
      return null;
    } catch (error) {
      if (error instanceof RefusedError) return error.refusal;
      if (isAbort(error)) return null;
      throw error;
    }
  };
  const told = (work: () => Promise<void>): Promise<void> =>
    work().catch((error: unknown) => {
      if (isAbort(error)) return;
      if (!(error instanceof RefusedError)) throw error;
      toast(store, { text: sentence(error.refusal), error: true });
    });
  return {
    view,
    list: async () => (await view.ask({ kind: "files.list" }, "files.listed", signal)).answer,
    versions: async () =>
      (await view.ask({ kind: "versions.list" }, "versions.listed", signal)).answer.versions,
    code: async () => (await view.ask({ kind: "file.code" }, "file.code_shown", signal)).answer.code,
    open: (path, discard = false) => done({ kind: "file.open", path, discard }),
    save: (over = false) => done({ kind: "file.save", over }),
    saveAs: (path, replace = false) => done({ kind: "file.save_as", path, replace }),
    rename: (name) => done({ kind: "file.rename", name }),
    saveTemplate: (name) => done({ kind: "templates.save", name }, "templates.listed"),
    async restore(version) {
      try {
        const { answer } = await view.ask(
          { kind: "version.read", version: version.id },
          "version.shown",
          signal,
        );
        restored(store, answer.report as Definition, version);
        return null;
      } catch (error) {
        if (error instanceof RefusedError) return error.refusal;
        if (isAbort(error)) return null;
        throw error;
      }
    },
    duplicate: () =>
      told(async () => {
        const { answer } = await view.ask({ kind: "file.duplicate" }, "file.done", signal);
        toast(store, { text: __("Duplicated as %1", answer.path) });
      }),
    download: () =>
      told(async () => {
        const { answer, buffers } = await view.ask({ kind: "file.download" }, "file.bytes", signal);
        if (buffers[0]) saveFile(answer.name, buffers[0] as DataView<ArrayBuffer>, answer.type);
      }),
  };
}

/** A version becomes the report as one step that can be undone. */
function restored(store: Store, report: Definition, version: VersionCard): void {
  const name = __("Restore the version of %1", moment(version.when));
  store.report.edit(name, (draft) => {
    const keys = draft as unknown as Record<string, unknown>;
    for (const key of Object.keys(keys)) delete keys[key];
    Object.assign(keys, longForm(report));
  });
  toast(store, { text: name, action: { label: __("Undo"), onPick: () => store.report.undo() } });
}

export const sentence = ({ message, remedy }: Pick<Refused, "message" | "remedy">): string =>
  remedy ? `${message}. ${remedy}` : message;

export const moment = (iso: string): string =>
  new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
