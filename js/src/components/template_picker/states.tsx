// What stands around the cards: ghosts while they come, what went wrong, what waits for a word, what was deleted.
import { __, _n } from "../../kit/words";
import type { TemplatesListed } from "../../protocol/messages";
import type { How, Note, Waiting } from "./picking";

export function Ghosts() {
  return (
    <>
      {Array.from({ length: 6 }, (_, place) => (
        <div key={place} class="nbr-card" aria-hidden="true">
          <span class="nbr-card-page">
            <span class="nbr-card-ghost nbr-shimmer" />
          </span>
        </div>
      ))}
    </>
  );
}

interface FailureProps {
  failure: string | null;
  listed: TemplatesListed | null;
  onAgain(): void;
}

export function Failure({ failure, listed, onAgain }: FailureProps) {
  const why = failure ?? listed?.error ?? null;
  if (why === null) return null;
  return (
    <div class="nbr-banner" role="alert">
      <b>{failure === null ? __("Your own templates couldn't be read") : __("Templates couldn't be read")}</b>
      <span>{why}</span>
      <button type="button" class="nbr-button" onClick={onAgain}>
        {__("Try again")}
      </button>
    </div>
  );
}

export function WaitingBar({
  waiting,
  onDecide,
}: {
  waiting: Waiting | null;
  onDecide(how: How | null): void;
}) {
  if (waiting === null) return null;
  return (
    <div class="nbr-templates-ask" role="alertdialog" aria-label={__("Blocks that are there")}>
      <p>{__("The report has blocks already. What shall “%1” do with them?", waiting.name)}</p>
      <button type="button" class="nbr-button" onClick={() => onDecide("replace")}>
        {__("Replace them")}
      </button>
      <button type="button" class="nbr-button" onClick={() => onDecide("add")}>
        {__("Keep them, add below")}
      </button>
      <button type="button" class="nbr-button" onClick={() => onDecide(null)}>
        {__("Cancel")}
      </button>
    </div>
  );
}

interface NoteProps {
  note: Note | null;
  pending: boolean;
  /** Leads to the data, where there is such a place. */
  onData: (() => void) | null;
}

export function NoteBar({ note, pending, onData }: NoteProps) {
  return (
    <div class={`nbr-templates-note${note?.wrong ? " nbr-wrong" : ""}`} role="status">
      {note && <span>{note.text}</span>}
      {note?.action && (
        <button type="button" class="nbr-button" onClick={note.action.run}>
          {note.action.label}
        </button>
      )}
      {note && pending && onData && (
        <button type="button" class="nbr-button" onClick={onData}>
          {__("Pick the data")}
        </button>
      )}
    </div>
  );
}

interface DeletedProps {
  listed: TemplatesListed;
  onRestore(key: string, name: string): void;
}

export function Deleted({ listed, onRestore }: DeletedProps) {
  if (listed.deleted.length === 0) return null;
  return (
    <details class="nbr-templates-deleted">
      <summary>{_n("%1 deleted template", "%1 deleted templates", listed.deleted.length)}</summary>
      <ul>
        {listed.deleted.map(({ key, name, when }) => (
          <li key={key}>
            <span>{name}</span>
            <span class="nbr-quiet">{new Date(when).toLocaleString()}</span>
            <button
              type="button"
              class="nbr-button"
              aria-label={__("Restore %1", name)}
              onClick={() => onRestore(key, name)}
            >
              {__("Restore")}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
