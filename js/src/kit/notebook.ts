// The notebook that shows a widget, where its host lets it be written: in JupyterLab and Notebook, not elsewhere.
import type { Model } from "./host";

interface Cell {
  cell_type?: string;
  source?: string | string[];
  outputs?: { data?: Record<string, unknown> }[];
  metadata?: Record<string, unknown>;
}

/** An output in the notebook's own Y document. */
interface SharedOutput {
  get(key: "data"): unknown;
  set(key: "data", value: Record<string, unknown>): unknown;
}

interface SharedCell {
  toJSON(): Cell;
  ymodel?: { get(key: "outputs"): { get(at: number): Partial<SharedOutput> | undefined } | undefined };
}

interface SharedNotebook {
  cells: readonly SharedCell[];
  insertCell(index: number, cell: Cell): unknown;
}

interface Manager {
  context?: { model?: { readOnly?: boolean; sharedModel?: Partial<SharedNotebook> } };
  get_model?(id: string): Promise<{ get(name: string): unknown }> | undefined;
}

const VIEW = "application/vnd.jupyter.widget-view+json";

export interface Notebook {
  /** Put a code cell below the one that shows the widget; where none does, at the end. */
  insertBelow(source: string): Promise<void>;
  /** The HTML the notebook keeps of the widget; null where it keeps none, or shows no such widget. */
  html(): Promise<string | null>;
  /** Keep this HTML of the widget; what is shown stays as it is. */
  keep(html: string): Promise<void>;
}

/** Where a cell shows a widget. */
interface Shown {
  cell: number;
  output: number;
}

/** Return the notebook around a widget; null where it cannot be written. */
export function notebookOf(model: Model): Notebook | null {
  const manager = (model as { widget_manager?: Manager }).widget_manager;
  const held = manager?.context?.model;
  const shared = held?.sharedModel;
  if (!manager || !shared || held?.readOnly || !Array.isArray(shared.cells) || !shared.insertCell)
    return null;
  const notebook = shared as SharedNotebook;
  const dataAt = ({ cell, output }: Shown) => notebook.cells[cell]?.toJSON().outputs?.[output]?.data;
  return {
    async insertBelow(source) {
      const [first] = await placesOf(notebook, manager, model);
      const at = first?.cell ?? notebook.cells.length - 1;
      // as the notebook makes its own, which may be run at once
      notebook.insertCell(at + 1, { cell_type: "code", source, metadata: { trusted: true } });
    },
    async html() {
      const [first] = await placesOf(notebook, manager, model);
      const html = first && dataAt(first)?.["text/html"];
      return typeof html === "string" ? html : null;
    },
    async keep(html) {
      for (const place of await placesOf(notebook, manager, model)) {
        const found = notebook.cells[place.cell]?.ymodel?.get("outputs")?.get(place.output);
        const data = found?.get?.("data");
        if (!found?.set || typeof data !== "object" || data === null || !(VIEW in data)) continue;
        const { "text/html": before, ...others } = data as Record<string, unknown>;
        if (before === html || (before === undefined && html === "")) continue;
        // a change inside an output is saved and told to others, and draws nothing anew: a notebook that is asked to
        // update the output puts another view in the place of the one somebody works in
        found.set("data", html === "" ? others : { ...others, "text/html": html });
      }
    },
  };
}

/** Every place where an output is a view of the same session as `model` shows it. */
async function placesOf(notebook: SharedNotebook, manager: Manager, model: Model): Promise<Shown[]> {
  const found: Shown[] = [];
  for (const [cell, each] of notebook.cells.entries()) {
    for (const [output, { data }] of (each.toJSON().outputs ?? []).entries()) {
      const id = (data?.[VIEW] as { model_id?: string } | undefined)?.model_id;
      const shown = id ? await manager.get_model?.(id)?.catch(() => null) : null;
      if (shown && SAME.every((name) => shown.get(name) === model.get(name))) found.push({ cell, output });
    }
  }
  return found;
}

const SAME = ["session", "view"] as const;
