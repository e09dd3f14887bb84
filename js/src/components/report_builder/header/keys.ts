// Undo and redo by keys; a text field keeps its own.
import type { Store } from "../../../store";

const TYPED = /^(?:text|search|url|email|tel|password|number|date|datetime-local|time)$/;

/** Whether an element undoes what is typed into it by itself. */
export function typesText(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return TYPED.test(target.type) && !target.readOnly;
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable);
}

export function stepOf(event: KeyboardEvent): "undo" | "redo" | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" && !event.shiftKey ? "redo" : null;
}

/** Listen for undo and redo; `told` hears what was done. */
export function undoKeys(
  root: HTMLElement,
  report: Store["report"],
  told: (step: "undo" | "redo", name: string) => void,
): () => void {
  const pressed = (event: KeyboardEvent) => {
    const step = stepOf(event);
    if (!step || typesText(event.composedPath()[0] ?? null)) return;
    event.preventDefault();
    event.stopPropagation();
    const name = report[step]();
    if (name !== null) told(step, name);
  };
  root.addEventListener("keydown", pressed);
  return () => root.removeEventListener("keydown", pressed);
}
