// Ids of elements that no other part of the page has: each part is a tree of its own, and so are other sessions.
import { useState } from "preact/hooks";

const OURS = `nbr${Math.random().toString(36).slice(2, 9)}`;
let count = 0;

/** An id for as long as a component lives. */
export function useUniqueId(): string {
  const [id] = useState(() => {
    count += 1;
    return `${OURS}-${count}`;
  });
  return id;
}
