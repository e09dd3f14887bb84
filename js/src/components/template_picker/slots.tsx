// How the slots of the picked template were bound: each with its field, which can be changed, and the reason.
import { __ } from "../../kit/words";
import type { SlotBinding, TemplateBound } from "../../protocol/messages";

interface SlotsProps {
  id: string;
  bound: TemplateBound;
  busy: boolean;
  onChoose(slot: string, field: string | null): void;
  onDone(): void;
}

export function Slots({ id, bound, busy, onChoose, onDone }: SlotsProps) {
  return (
    <section class="nbr-slots" aria-labelledby={id} aria-busy={busy}>
      <header>
        <h3 id={id}>{__("Fields of “%1”", bound.name)}</h3>
        <button type="button" class="nbr-button" onClick={onDone}>
          {__("Close")}
        </button>
      </header>
      {bound.missing.length > 0 && (
        <p class="nbr-slots-missing">
          {__(
            "Nothing fits %1, which the template needs.",
            bound.bindings
              .filter(({ slot }) => bound.missing.includes(slot))
              .map(({ label }) => label)
              .join(", "),
          )}
        </p>
      )}
      {bound.left_out.length > 0 && (
        <p class="nbr-quiet">{__("Left out for want of fields: %1.", bound.left_out.join(", "))}</p>
      )}
      <ul>
        {bound.bindings.map((binding) => (
          <li key={binding.slot}>
            <label for={`${id}-${binding.slot}`}>{binding.label}</label>
            <Choice id={`${id}-${binding.slot}`} binding={binding} bound={bound} onChoose={onChoose} />
            <span class="nbr-slot-why" id={`${id}-${binding.slot}-why`}>
              {binding.reason}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ChoiceProps {
  id: string;
  binding: SlotBinding;
  bound: TemplateBound;
  onChoose(slot: string, field: string | null): void;
}

function Choice({ id, binding, bound, onChoose }: ChoiceProps) {
  return (
    <select
      id={id}
      aria-describedby={`${id}-why`}
      value={binding.field ?? ""}
      onChange={(event) => onChoose(binding.slot, event.currentTarget.value || null)}
    >
      <option value="">{__("(empty)")}</option>
      {binding.fits.map((place) => {
        const field = bound.fields[place];
        return (
          field && (
            <option key={field.expr} value={field.expr}>
              {__("%1, %2", field.label, field.type)}
            </option>
          )
        );
      })}
    </select>
  );
}
