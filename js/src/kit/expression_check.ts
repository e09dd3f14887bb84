// An expression checked by the kernel while it is written: asked when typing pauses, only the newest answer counts.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { ExpressionChecked } from "../protocol/messages";
import type { Store } from "../store";
import { isAbort, RefusedError } from "./questions";

/** Milliseconds of silence after which the kernel is asked. */
export const PAUSE = 200;

export type Use = "row" | "total" | "value" | "filter" | "rule" | "visible";

export interface Asked {
  text: string;
  /** What the expression is for. */
  use: Use;
  /** What the calculated field or measure is called. */
  name?: string | undefined;
  /** The block it stands in. */
  block?: string | undefined;
}

export interface Check {
  /** The answer to `text`, which may be older than what is written now. */
  text: string;
  checked: ExpressionChecked;
}

/** What the kernel says of the expression; null before it has said anything. */
export function useCheck(store: Store, { text, use, name, block }: Asked): Check | null {
  const view = useMemo(() => store.questions.newView(), [store]);
  const [check, setCheck] = useState<Check | null>(null);
  const revision = store.revision.value;
  const data = store.dataRevision.value;
  useEffect(() => () => view.tell({ kind: "view.close" }), [view]);
  // another report or other data has another answer
  useEffect(() => {
    if (!text.trim()) {
      setCheck(null);
      return;
    }
    const asking = new AbortController();
    const timer = setTimeout(() => {
      const question = { kind: "expression.check", text, use, name: name ?? "", block: block ?? "" } as const;
      view
        .ask(question, "expression.checked", asking.signal)
        .then(({ answer }) => setCheck({ text, checked: answer }))
        .catch((error: unknown) => {
          // a newer question is under way, or the kernel is: what is written stands as it is
          if (!isAbort(error) && !(error instanceof RefusedError)) throw error;
        });
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [view, text, use, name, block, revision, data]);
  return check;
}
