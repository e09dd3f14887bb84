// A pane is a widget of its own: rendered once it is looked at, or the page has come to rest, and kept from then on.
import { useEffect, useRef } from "preact/hooks";
import type { Host, Model } from "../../kit/host";

/** Milliseconds in which a builder comes to rest. */
const REST = 1500;

const whenIdle = (work: () => void): void => {
  if (typeof requestIdleCallback === "undefined") work();
  else requestIdleCallback(work);
};

interface PaneProps {
  host: Host;
  model: Model;
  signal: AbortSignal;
  /** The trait that refers to the widget. */
  child: string;
  shown: boolean;
}

export function Pane({ host, model, signal, child, shown }: PaneProps) {
  const place = useRef<HTMLDivElement>(null);
  const asked = useRef(false);
  useEffect(() => {
    const draw = () => {
      if (asked.current || !place.current || signal.aborted) return;
      asked.current = true;
      const el = document.createElement("div");
      place.current.append(el);
      host
        .getWidget(model.get(child) as string, { signal })
        .then((widget) => widget.render({ el, signal }))
        .catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
    };
    if (shown) {
      draw();
      return;
    }
    // the first look at it finds it drawn
    const timer = setTimeout(() => whenIdle(draw), REST);
    return () => clearTimeout(timer);
  }, [shown, host, model, signal, child]);
  return (
    // what it holds says its own name
    <div
      ref={place}
      class={`nbr-pane nbr-pane-${child.replaceAll("_", "-")}`}
      data-pane={child}
      hidden={!shown}
    />
  );
}
