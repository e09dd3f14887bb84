// Keys pressed inside a widget are the widget's: JupyterLab would insert a cell on `b` and change the cell on `m`.

/** Keys that leave: Tab moves on, Escape goes back to the notebook. */
const LEAVING = new Set(["Tab", "Escape"]);

export function keepKeys(root: HTMLElement, signal: AbortSignal): void {
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  const stop = (event: KeyboardEvent) => {
    if (!belongsToNotebook(event)) event.stopPropagation();
  };
  for (const kind of ["keydown", "keypress", "keyup"] as const) {
    root.addEventListener(kind, stop, { signal });
  }
}

/** Whether a key is left to the notebook: what leaves, and shortcuts with a modifier but for Enter, which runs cells. */
export function belongsToNotebook(event: KeyboardEvent): boolean {
  if (event.key === "Enter") return false;
  return LEAVING.has(event.key) || event.ctrlKey || event.metaKey || event.altKey;
}
