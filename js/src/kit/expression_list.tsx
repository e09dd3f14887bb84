// The list of completions at the caret: the focus stays where one writes.
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Completion } from "./expression_completion";
import { TypeGlyph } from "./icons";
import { Popover } from "./popover";
import { __ } from "./words";

interface CompletionListProps {
  id: string;
  anchor: RefObject<HTMLElement | null>;
  items: readonly Completion[];
  chosen: number;
  onPick(item: Completion): void;
  onClose(): void;
}

export function CompletionList({ id, anchor, items, chosen, onPick, onClose }: CompletionListProps) {
  const list = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  const closed = useRef(() => close.current());
  useEffect(() => {
    list.current?.querySelector(`[id="${id}-${chosen}"]`)?.scrollIntoView?.({ block: "nearest" });
  }, [id, chosen]);
  return (
    <Popover
      anchor={anchor}
      open
      id={id}
      role="listbox"
      label={__("Suggestions")}
      class="nbr-menu nbr-completions"
      onClose={closed.current}
    >
      <div ref={list} role="none">
        {items.map((item, at) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text, which says what is active
          // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are those of the text
          <div
            key={`${item.kind} ${item.insert} ${item.label}`}
            id={`${id}-${at}`}
            role="option"
            aria-selected={at === chosen}
            class="nbr-completion"
            // the text keeps the focus
            onPointerDown={(event) => event.preventDefault()}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onPick(item)}
          >
            <Mark item={item} />
            <span class="nbr-completion-label" dir="auto">
              {item.label}
            </span>
            <code>{item.detail}</code>
            {at === chosen && item.help && <small>{item.help}</small>}
          </div>
        ))}
      </div>
    </Popover>
  );
}

function Mark({ item }: { item: Completion }) {
  if (item.kind === "field" || item.kind === "measure") return <TypeGlyph type={item.type} />;
  const sign = { function: "ƒ", param: "?", word: "·", value: "=", field: "", measure: "" }[item.kind];
  return (
    <span class="nbr-glyph" aria-hidden="true">
      {sign}
    </span>
  );
}
