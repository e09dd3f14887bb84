// What is in sight: a pane behind another one asks nothing until it is looked at.
import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { isAbort } from "./questions";

/** Tell whether `el` is in sight, now and as often as that changes; returns what ends it. */
export function whenSeen(el: Element | null, tell: (seen: boolean) => void): () => void {
  if (!el || typeof IntersectionObserver === "undefined") {
    tell(true);
    return () => {};
  }
  const watching = new IntersectionObserver((entries) => tell(entries.at(-1)?.isIntersecting ?? false));
  watching.observe(el);
  return () => watching.disconnect();
}

/** Whether the element of `place` is in sight. */
export function useSeen(place: RefObject<Element | null>): boolean {
  const seen = useSignal(false);
  useEffect(
    () =>
      whenSeen(place.current, (now) => {
        seen.value = now;
      }),
    [place, seen],
  );
  return seen.value;
}

/** Ask while in sight, and again only where `key` is another than that of the last answer. */
export function useAskedInSight(
  seen: boolean,
  key: string,
  signal: AbortSignal,
  ask: (live: AbortSignal) => Promise<void>,
): void {
  const answered = useRef<string | null>(null);
  const newest = useRef(ask);
  newest.current = ask;
  useEffect(() => {
    if (!seen || answered.current === key) return;
    const asking = new AbortController();
    newest
      .current(AbortSignal.any([signal, asking.signal]))
      .then(() => {
        answered.current = key;
      })
      .catch((error: unknown) => {
        if (!isAbort(error)) throw error;
      });
    return () => asking.abort();
  }, [seen, key, signal]);
}
