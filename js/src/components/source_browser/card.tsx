// A source that may be picked, and what it holds once it is looked into.
import { Button } from "../../kit/controls";
import { Icon, TypeGlyph } from "../../kit/icons";
import { __, _n } from "../../kit/words";
import type { FieldCard, SourceCard } from "../../protocol/messages";

interface CardProps {
  card: SourceCard;
  used: boolean;
  open: boolean;
  fields: FieldCard[] | undefined;
  onToggle(): void;
  onUse(): void;
}

export function Card({ card, used, open, fields, onToggle, onUse }: CardProps) {
  return (
    <li class={`nbr-source${used ? " nbr-chosen" : ""}`}>
      <div class="nbr-source-line">
        <button type="button" class="nbr-source-name" aria-expanded={open} onClick={onToggle}>
          <Icon name={card.kind === "file" ? "file" : "data"} />
          <bdi>{titleOf(card)}</bdi>
          <small class="nbr-quiet">{factsOf(card)}</small>
        </button>
        {used ? (
          <span class="nbr-source-used">
            <Icon name="check" /> {__("In use")}
          </span>
        ) : (
          <Button disabled={card.error !== null} onClick={onUse}>
            {__("Use")}
            <span class="nbr-vh"> {titleOf(card)}</span>
          </Button>
        )}
      </div>
      {card.error && (
        <p class="nbr-error" role="alert">
          {card.error}
        </p>
      )}
      {open && !card.error && <Columns card={card} fields={fields} />}
    </li>
  );
}

function Columns({ card, fields }: { card: SourceCard; fields: FieldCard[] | undefined }) {
  const known = new Map((fields ?? []).map((field) => [field.name, field]));
  if (card.columns.length === 0) return <Ghost />;
  return (
    <ul class="nbr-columns">
      {card.columns.map(({ name, type }) => {
        const field = known.get(name);
        return (
          <li key={name}>
            <TypeGlyph type={type} />
            <span class="nbr-column-name" title={name}>
              {name}
            </span>
            {field && field.histogram.length > 0 && <Histogram bins={field.histogram} />}
            <small class="nbr-quiet" title={field?.samples.join(", ")}>
              {field ? told(field) : type}
            </small>
          </li>
        );
      })}
    </ul>
  );
}

function Histogram({ bins }: { bins: number[] }) {
  const most = Math.max(...bins, 1);
  const bars = bins
    .map((count, at) => `M${at * 4} 12v${-Math.max((12 * count) / most, count > 0 ? 1 : 0)}h3V12z`)
    .join("");
  return (
    <svg class="nbr-histogram" width="48" height="12" viewBox="0 0 48 12" aria-hidden="true">
      <path d={bars} fill="currentColor" />
    </svg>
  );
}

const told = (field: FieldCard): string =>
  field.histogram.length > 0 || field.samples.length === 0
    ? field.summary
    : `${field.samples.slice(0, 3).join(", ")} · ${field.summary}`;

export const keyOf = (card: SourceCard): string =>
  `${card.kind} ${card.name} ${card.path ?? ""} ${card.table ?? ""}`;

export const titleOf = (card: Pick<SourceCard, "name" | "path" | "table">): string =>
  card.table ? `${card.path} · ${card.table}` : (card.path ?? card.name);

function factsOf(card: SourceCard): string {
  const parts: string[] = [];
  if (card.rows !== null) parts.push(_n("%1 row", "%1 rows", card.rows));
  if (card.columns.length > 0) parts.push(_n("%1 column", "%1 columns", card.columns.length));
  if (parts.length === 0 && card.size !== null)
    parts.push(
      new Intl.NumberFormat(undefined, { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 }).format(
        Math.max(1, card.size / 1000),
      ),
    );
  return parts.join(" · ");
}

export function Ghost() {
  return (
    <div class="nbr-ghost-lines" role="img" aria-label={__("Looking for data")}>
      <i />
      <i />
      <i />
    </div>
  );
}
