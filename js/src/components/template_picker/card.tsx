// A template as a card: the top of its page, drawn with the user's rows, its name and what it is for.
import { useEffect, useRef } from "preact/hooks";
import { __ } from "../../kit/words";
import type { TemplateCard } from "../../protocol/messages";
import type { Gallery, Picture } from "./gallery";
import { CardMenu, type Item } from "./menu";
import { Naming } from "./naming";

interface CardProps {
  id: string;
  card: TemplateCard;
  picture: Picture | undefined;
  gallery: Gallery;
  checked: boolean;
  /** Whether the report can only be read. */
  fixed: boolean;
  /** Whether Tab comes here. */
  reached: boolean;
  menu: Item[];
  renaming: boolean;
  onPick(): void;
  onRename(name: string | null): Promise<void>;
}

export function Card(props: CardProps) {
  const { id, card, picture, gallery, checked, fixed, reached, menu, renaming, onPick, onRename } = props;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const el = place.current;
    if (!el || typeof IntersectionObserver === "undefined") {
      gallery.see(card.key, true);
      return () => gallery.see(card.key, false);
    }
    const seen = new IntersectionObserver((entries) => {
      gallery.see(card.key, entries.at(-1)?.isIntersecting ?? false);
    });
    seen.observe(el);
    return () => {
      seen.disconnect();
      gallery.see(card.key, false);
    };
  }, [gallery, card.key]);
  const wrong = card.error ?? picture?.error ?? null;
  return (
    <div ref={place} class={`nbr-card${checked ? " nbr-on" : ""}${card.error ? " nbr-broken" : ""}`}>
      {/* biome-ignore lint/a11y/useSemanticElements: a card is more than an input can be */}
      <button
        type="button"
        role="radio"
        id={id}
        class="nbr-card-pick"
        aria-checked={checked}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-for`}
        aria-disabled={fixed || card.error !== null}
        tabIndex={reached ? 0 : -1}
        data-template={card.key}
        onClick={() => {
          if (card.error === null && !fixed) onPick();
        }}
      >
        <span class="nbr-card-page">
          {picture?.url ? (
            <img src={picture.url} alt="" draggable={false} />
          ) : (
            <span class={`nbr-card-ghost${wrong ? "" : " nbr-shimmer"}`} aria-hidden="true" />
          )}
          {picture?.sample && <span class="nbr-card-sample">{__("sample")}</span>}
        </span>
      </button>
      {renaming ? (
        <Naming
          id={`${id}-naming`}
          label={__("New name")}
          first={card.name}
          verb={__("Rename")}
          onName={onRename}
        />
      ) : (
        <div class="nbr-card-words">
          <p id={`${id}-name`} class="nbr-card-name" title={card.name}>
            {card.name}
          </p>
          <CardMenu id={`${id}-menu`} label={__("More about %1", card.name)} items={menu} reached={reached} />
          <p
            id={`${id}-for`}
            class={wrong ? "nbr-card-for nbr-card-wrong" : "nbr-card-for"}
            title={wrong ?? undefined}
          >
            {wrong ? __("Cannot be used: %1", wrong) : card.description}
          </p>
          {card.own && <span class="nbr-card-own">{__("yours")}</span>}
        </div>
      )}
    </div>
  );
}
