// A name asked for in place: Enter gives it, Escape leaves it; what is wrong with it stands beneath.
import { useEffect, useRef, useState } from "preact/hooks";
import { isAbort } from "../../kit/questions";
import { __ } from "../../kit/words";
import { words } from "./gallery";

interface NamingProps {
  id: string;
  label: string;
  first: string;
  verb: string;
  /** Takes the name, or null where it is given up; rejects with what is wrong with it. */
  onName(name: string | null): Promise<void>;
}

export function Naming({ id, label, first, verb, onName }: NamingProps) {
  const input = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  useEffect(() => input.current?.select(), []);
  const give = (name: string | null) =>
    onName(name).catch((error: unknown) => {
      if (!isAbort(error)) setWrong(words(error));
    });
  return (
    <form
      class="nbr-naming"
      onSubmit={(event) => {
        event.preventDefault();
        void give(input.current?.value ?? "");
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        void give(null);
      }}
    >
      <input
        ref={input}
        type="text"
        aria-label={label}
        maxLength={80}
        value={first}
        aria-invalid={wrong !== null}
        aria-describedby={wrong ? id : undefined}
      />
      <button type="submit" class="nbr-button">
        {verb}
      </button>
      <button type="button" class="nbr-button" onClick={() => void give(null)}>
        {__("Cancel")}
      </button>
      {wrong && (
        <p id={id} class="nbr-naming-wrong" role="alert">
          {wrong}
        </p>
      )}
    </form>
  );
}
