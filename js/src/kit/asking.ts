// A question to the kernel that follows what one types: asked when typing pauses, only the newest answer counts.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Answer } from "../protocol/messages";
import type { Store } from "../store";
import { type Asked, isAbort, RefusedError } from "./questions";

/** Milliseconds of silence after which the kernel is asked. */
export const PAUSE = 200;

type Kind<K> = Extract<Answer, { kind: K }>;

/** The newest answer, with the question it answers; null before there is one, and where nothing is asked. */
export function useAnswer<K extends Answer["kind"]>(
  store: Store,
  question: Asked | null,
  kind: K,
): { question: Asked; answer: Kind<K> } | null {
  const view = useMemo(() => store.questions.newView(), [store]);
  const [answered, setAnswered] = useState<{ question: Asked; answer: Kind<K> } | null>(null);
  const revision = store.revision.value;
  const data = store.dataRevision.value;
  const key = question && JSON.stringify(question);
  useEffect(() => () => view.tell({ kind: "view.close" }), [view]);
  // another report or other data has another answer
  useEffect(() => {
    if (key === null) {
      setAnswered(null);
      return;
    }
    const asking = new AbortController();
    const asked = JSON.parse(key) as Asked;
    const timer = setTimeout(() => {
      view
        .ask(asked, kind, asking.signal)
        .then(({ answer }) => setAnswered({ question: asked, answer: answer as Kind<K> }))
        .catch((error: unknown) => {
          // a newer question is under way, or the kernel is: what is written stands as it is
          if (!isAbort(error) && !(error instanceof RefusedError)) throw error;
        });
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [view, key, kind, revision, data]);
  return answered;
}
