// One stop of the Tab key for many items, arrows between them.
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

interface Roving {
  /** Which items there are. */
  selector: string;
  orientation?: "vertical" | "horizontal" | "both";
  /** Letters go to the next item that begins with them. */
  typed?: boolean;
}

const NEXT: Record<string, string[]> = {
  vertical: ["ArrowDown"],
  horizontal: ["ArrowRight"],
  both: ["ArrowDown", "ArrowRight"],
};
const BEFORE: Record<string, string[]> = {
  vertical: ["ArrowUp"],
  horizontal: ["ArrowLeft"],
  both: ["ArrowUp", "ArrowLeft"],
};

/** Keep one item of a list in the order of Tab and move among them by keys. */
export function useRoving(list: RefObject<HTMLElement | null>, options: Roving): void {
  const { selector, orientation = "vertical", typed = false } = options;
  useEffect(() => {
    const root = list.current;
    if (!root) return;
    const items = () => Array.from(root.querySelectorAll<HTMLElement>(selector));
    const hold = (held: HTMLElement | undefined) => {
      for (const item of items()) item.tabIndex = item === held ? 0 : -1;
    };
    if (!items().some((item) => item.tabIndex === 0)) hold(items()[0]);
    else hold(items().find((item) => item.tabIndex === 0));
    const pressed = (event: KeyboardEvent) => {
      const all = items();
      const at = all.indexOf(event.target as HTMLElement);
      if (at < 0 || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      let to: HTMLElement | undefined;
      if (NEXT[orientation]?.includes(event.key)) to = all[Math.min(at + 1, all.length - 1)];
      else if (BEFORE[orientation]?.includes(event.key)) to = all[Math.max(at - 1, 0)];
      else if (event.key === "Home") to = all[0];
      else if (event.key === "End") to = all.at(-1);
      else if (typed && event.key.length === 1 && event.key !== " ") {
        const letter = event.key.toLowerCase();
        to = [...all.slice(at + 1), ...all].find((item) =>
          (item.dataset.label ?? item.textContent ?? "").trim().toLowerCase().startsWith(letter),
        );
      }
      if (!to) return;
      event.preventDefault();
      to.focus();
    };
    const focused = (event: FocusEvent) => {
      const item = items().find((each) => each === event.target);
      if (item) hold(item);
    };
    root.addEventListener("keydown", pressed);
    root.addEventListener("focusin", focused);
    return () => {
      root.removeEventListener("keydown", pressed);
      root.removeEventListener("focusin", focused);
    };
  });
}
