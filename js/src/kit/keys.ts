// Keys pressed inside a widget are the widget's: JupyterLab would insert a cell on `b` and change the cell on `m`.

/** Keys that leave: Tab moves on, Escape goes back to the notebook. */
const LEAVING = new Set(["Tab", "Escape"]);

export function keepKeys(root: HTMLElement, signal: AbortSignal): void {
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  const stop = (event: KeyboardEvent) => {
    // a pane leaves them to the builder around it, which undoes
    if (!belongsToNotebook(event) && !root.parentElement?.closest(".nbr")) event.stopPropagation();
  };
  for (const kind of ["keydown", "keypress", "keyup"] as const) {
    root.addEventListener(kind, stop, { signal });
  }
}

/** Undo and redo: the notebook would take back what was done to its cells, also while one types in a field. */
const HISTORY = new Set(["z", "y"]);
/** Pressed alone they mean nothing yet; JupyterLab would hold back the field's own undo that follows. */
const MODIFIERS = new Set(["Control", "Meta", "Alt", "AltGraph", "Shift"]);

/**
 * Whether a key is left to the notebook: what leaves, and shortcuts with a modifier, but for Enter, which runs cells,
 * undo and redo.
 */
export function belongsToNotebook(event: KeyboardEvent): boolean {
  if (event.key === "Enter" || MODIFIERS.has(event.key)) return false;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && HISTORY.has(event.key.toLowerCase())) return false;
  return LEAVING.has(event.key) || event.ctrlKey || event.metaKey || event.altKey;
}
