// The notebook that shows a widget, where its host lets it be written: in JupyterLab and Notebook, not elsewhere.
import type { Model } from "./host";

interface Cell {
  cell_type?: string;
  source?: string | string[];
  outputs?: { data?: Record<string, unknown> }[];
  metadata?: Record<string, unknown>;
}

interface SharedCell {
  toJSON(): Cell;
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
}

/** Return the notebook around a widget; null where it cannot be written. */
export function notebookOf(model: Model): Notebook | null {
  const manager = (model as { widget_manager?: Manager }).widget_manager;
  const held = manager?.context?.model;
  const shared = held?.sharedModel;
  if (!manager || !shared || held?.readOnly || !Array.isArray(shared.cells) || !shared.insertCell)
    return null;
  const notebook = shared as SharedNotebook;
  return {
    async insertBelow(source) {
      const at = await cellOf(notebook, manager, model);
      // as the notebook makes its own, which may be run at once
      notebook.insertCell(at + 1, { cell_type: "code", source, metadata: { trusted: true } });
    },
  };
}

/** The place of the first cell whose output is a view of the same session as `model` shows it; the last cell's else. */
async function cellOf(notebook: SharedNotebook, manager: Manager, model: Model): Promise<number> {
  const same = ["session", "view"] as const;
  for (const [at, cell] of notebook.cells.entries()) {
    for (const { data } of cell.toJSON().outputs ?? []) {
      const id = (data?.[VIEW] as { model_id?: string } | undefined)?.model_id;
      const shown = id ? await manager.get_model?.(id)?.catch(() => null) : null;
      if (shown && same.every((name) => shown.get(name) === model.get(name))) return at;
    }
  }
  return notebook.cells.length - 1;
}
