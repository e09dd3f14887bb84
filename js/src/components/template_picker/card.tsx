// A template as a card: the top of its page, drawn with the user's rows, its name and what it is for.
import { useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { MenuButton, type MenuItem } from "../../kit/menu";
import { whenSeen } from "../../kit/seen";
import { __ } from "../../kit/words";
import type { TemplateCard } from "../../protocol/messages";
import type { Gallery } from "./gallery";
import { Naming } from "./naming";

/** What can be done with a template. */
export interface Acts {
  pick(card: TemplateCard): void;
  duplicate(card: TemplateCard): void;
  remove(card: TemplateCard): void;
  /** Ask for another name. */
  rename(card: TemplateCard): void;
  /** Take the name, or null where it stays. */
  named(card: TemplateCard, name: string | null): Promise<void>;
}

interface CardProps {
  id: string;
  card: TemplateCard;
  gallery: Gallery;
  acts: Acts;
  checked: boolean;
  /** Whether the report can only be read. */
  fixed: boolean;
  /** Whether Tab comes here. */
  reached: boolean;
  renaming: boolean;
}

export function Card({ id, card, gallery, acts, checked, fixed, reached, renaming }: CardProps) {
  // its own: a picture that comes draws this card anew and no other
  const picture = useComputed(() => gallery.pictures.value.get(card.key)).value;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const unwatch = whenSeen(place.current, (seen) => gallery.see(card.key, seen));
    return () => {
      unwatch();
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
          if (card.error === null && !fixed) acts.pick(card);
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
          onName={(name) => acts.named(card, name)}
        />
      ) : (
        <div class="nbr-card-words">
          <p id={`${id}-name`} class="nbr-card-name" title={card.name}>
            {card.name}
          </p>
          <MenuButton
            label={__("More about %1", card.name)}
            items={() => itemsOf(card, acts, fixed)}
            tabIndex={reached ? 0 : -1}
          />
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

function itemsOf(card: TemplateCard, acts: Acts, fixed: boolean): MenuItem[] {
  const items: MenuItem[] = [];
  if (card.error === null) {
    if (!fixed) items.push({ label: __("Use this template"), onPick: () => acts.pick(card) });
    items.push({ label: __("Duplicate"), onPick: () => acts.duplicate(card) });
  }
  if (card.own) {
    items.push({ label: __("Rename…"), onPick: () => acts.rename(card) });
    items.push({ label: __("Delete"), danger: true, onPick: () => acts.remove(card) });
  }
  return items;
}
