// What is the same of every run that is shown: its words, its share, its track.
import { __ } from "../../kit/words";

export type RunState = "ready" | "running" | "paused" | "cancelling" | "done" | "failed" | "cancelled";

const PHASES: Record<string, string> = {
  reading: "Reading data",
  totals: "Computing totals",
  filling: "Filling the report",
  writing: "Writing files",
};

const STATES: Record<RunState, string> = {
  ready: "Ready",
  running: "",
  paused: "Paused",
  cancelling: "Cancelling…",
  done: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};

export const wordsOf = (state: RunState, phase: string): string =>
  __(STATES[state] || (PHASES[phase] ?? "Starting"));

/** How much is done, null where it is not known. */
export const shareOf = (state: RunState, rows: number, total: number): number | null =>
  state === "done" ? 1 : total ? Math.min(rows / total, 0.99) : null;

export const isUnder = (state: RunState): boolean => state === "running" || state === "paused";

export function Track({ state, words, share }: { state: RunState; words: string; share: number | null }) {
  const under = isUnder(state);
  return (
    <>
      <progress class="nbr-vh" aria-label={words} max={1} value={share ?? undefined} />
      <span class={`nbr-track${share === null && under ? " nbr-unknown" : ""}`} aria-hidden="true">
        <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
          <rect width={100 * (share ?? (under ? 0.25 : 0))} height="1" />
        </svg>
      </span>
    </>
  );
}
