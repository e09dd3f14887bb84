// A name asked for in place: Enter gives it, Escape leaves it; what is wrong with it stands beneath.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
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
  // its own text: pictures that come meanwhile draw everything anew
  const [text, setText] = useState(first);
  const [wrong, setWrong] = useState<string | null>(null);
  // at once: whoever asked for it types on
  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const give = (name: string | null) =>
    onName(name).catch((error: unknown) => {
      if (!isAbort(error)) setWrong(words(error));
    });
  return (
    <form
      class="nbr-naming"
      onSubmit={(event) => {
        event.preventDefault();
        void give(text);
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
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
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
