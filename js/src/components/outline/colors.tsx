// Colours: written, or picked in the system's own picker.
import { IconButton, TextField } from "../../kit/controls";
import { __ } from "../../kit/words";

const FULL = /^#[0-9a-f]{6}$/i;
const FIRST = "#1764c0";

interface ColorFieldProps {
  label: string;
  value: string;
  error: string | null;
  onCommit(value: string): void;
}

export function ColorField({ label, value, error, onCommit }: ColorFieldProps) {
  return (
    <div class="nbr-line">
      <TextField label={label} value={value} placeholder={FIRST} error={error} onCommit={onCommit} />
      <Swatch label={__("Pick: %1", label)} value={value} onPick={onCommit} />
    </div>
  );
}

interface ColorsFieldProps {
  label: string;
  value: readonly string[];
  error: string | null;
  onCommit(value: string[]): void;
}

/** A list of colours, in their order. */
export function ColorsField({ label, value, error, onCommit }: ColorsFieldProps) {
  return (
    <>
      <TextField
        label={label}
        value={value.join(" ")}
        placeholder={__("those of the theme")}
        error={error}
        onCommit={(text) => onCommit(text.split(/[\s,]+/).filter(Boolean))}
      />
      <div class="nbr-swatches">
        {value.map((color, place) => (
          <Swatch
            key={place}
            label={__("Colour %1", place + 1)}
            value={color}
            onPick={(picked) => onCommit(value.map((each, at) => (at === place ? picked : each)))}
          />
        ))}
        <IconButton
          icon="add"
          label={__("Add a colour")}
          onClick={() => onCommit([...value, value.at(-1) ?? FIRST])}
        />
      </div>
    </>
  );
}

function Swatch({ label, value, onPick }: { label: string; value: string; onPick(color: string): void }) {
  return (
    <input
      type="color"
      class="nbr-swatch"
      aria-label={label}
      title={label}
      value={FULL.test(value) ? value : FIRST}
      onChange={(event) => onPick(event.currentTarget.value)}
    />
  );
}
