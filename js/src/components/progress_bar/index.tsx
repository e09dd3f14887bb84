// A run: its phase, its rows, and the gate.
import { useMemo } from "preact/hooks";
import { adopt } from "../../kit/sheet";
import { trait } from "../../kit/traits";
import { __, _n } from "../../kit/words";
import type { PartProps } from "../../part";
import css from "./style.css";

type State = "ready" | "running" | "paused" | "cancelling" | "done" | "failed" | "cancelled";

const PHASES: Record<string, string> = {
  reading: "Reading data",
  totals: "Computing totals",
  filling: "Filling the report",
  writing: "Writing files",
};

const STATES: Record<State, string> = {
  ready: "Ready",
  running: "",
  paused: "Paused",
  cancelling: "Cancelling…",
  done: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};

export function ProgressBar({ model, el, signal }: PartProps) {
  const run = useMemo(() => {
    adopt(el, css);
    return {
      state: trait<State>(model, "state", signal),
      phase: trait<string>(model, "phase", signal),
      rows: trait<number>(model, "rows", signal),
      total: trait<number>(model, "total", signal),
      message: trait<string>(model, "message", signal),
    };
  }, [model, el, signal]);
  const state = run.state.value;
  const under = state === "running" || state === "paused";
  const share =
    state === "done" ? 1 : run.total.value ? Math.min(run.rows.value / run.total.value, 0.99) : null;
  const words = STATES[state] || PHASES[run.phase.value] || __("Starting");
  const say = (kind: string) => model.send({ kind });
  return (
    <section class={`nbr-progress nbr-${state}`} aria-label={__("Progress of the report")}>
      <span class="nbr-progress-words" role="status">
        {__(words)}
      </span>
      <progress class="nbr-vh" aria-label={__(words)} max={1} value={share ?? undefined} />
      <span class={`nbr-track${share === null && under ? " nbr-unknown" : ""}`} aria-hidden="true">
        <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
          <rect width={100 * (share ?? (under ? 0.25 : 0))} height="1" />
        </svg>
      </span>
      <span class="nbr-quiet">
        {run.message.value || (run.rows.value > 0 && _n("%1 row", "%1 rows", run.rows.value))}
      </span>
      {under && (
        <span class="nbr-progress-acts">
          <button
            type="button"
            class="nbr-button"
            onClick={() => say(state === "paused" ? "run.resume" : "run.pause")}
          >
            {state === "paused" ? __("Resume") : __("Pause")}
          </button>
          <button type="button" class="nbr-button" onClick={() => say("run.cancel")}>
            {__("Cancel")}
          </button>
        </span>
      )}
    </section>
  );
}
