// A pane is a widget of its own, rendered once it is first looked at and kept while others are.
import { useEffect, useRef } from "preact/hooks";
import type { Host, Model } from "../../kit/host";

interface PaneProps {
  host: Host;
  model: Model;
  signal: AbortSignal;
  /** The trait that refers to the widget. */
  child: string;
  label: string;
  shown: boolean;
}

export function Pane({ host, model, signal, child, label, shown }: PaneProps) {
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
    // biome-ignore lint/a11y/useSemanticElements: sections without a box of their own
    <div
      ref={place}
      class={`nbr-pane nbr-pane-${child.replaceAll("_", "-")}`}
      data-pane={child}
      role="region"
      aria-label={label}
      hidden={!shown}
    />
  );
}
