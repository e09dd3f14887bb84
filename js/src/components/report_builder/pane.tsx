// A pane is a widget of its own, rendered once it is first looked at and kept while others are.
import { useEffect, useRef } from "preact/hooks";
import type { Host, Model } from "../../kit/host";

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
    if (!shown || asked.current || !place.current) return;
    asked.current = true;
    const el = document.createElement("div");
    place.current.append(el);
    host
      .getWidget(model.get(child) as string, { signal })
      .then((widget) => widget.render({ el, signal }))
      .catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
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
