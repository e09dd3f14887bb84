// What is being made, at the foot of the builder: how far it is, then where it is.
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { announce } from "../../../kit/announce";
import { isAbort, RefusedError } from "../../../kit/questions";
import { adopt } from "../../../kit/sheet";
import { Toasts, toast } from "../../../kit/toasts";
import { __, _n } from "../../../kit/words";
import type { PartProps } from "../../../part";
import { isUnder, shareOf, Track, wordsOf } from "../../progress_bar/bar";
import { addressOf, choicesOf, download, generate, isGoing, type Job, jobOf, timeLeft } from "../generating";
import css from "./style.css";

export function Tray({ store, el, signal }: PartProps) {
  const { job, view } = useMemo(() => {
    adopt(el, css);
    return { job: jobOf(store, signal), view: store.questions.newView() };
  }, [store, el, signal]);
  const now = useSignal(Date.now() / 1000);
  const made = job.value;
  const { state, phase = "", rows = 0, total = 0 } = made;
  useEffect(() => {
    if (state !== "running") return;
    const timer = setInterval(() => {
      now.value = Date.now() / 1000;
    }, 1000);
    return () => clearInterval(timer);
  }, [state, now]);
  useEffect(() => {
    if (state === "done" || state === "failed" || state === "cancelled" || state === "paused")
      announce(el, `${wordsOf(state, phase)}. ${made.message ?? ""}`, state === "failed");
  }, [state, made.run, el]);
  if (!state) return <Toasts store={store} />;
  const share = shareOf(state, rows, total);
  const words = wordsOf(state, phase);
  const facts = [
    share !== null && isGoing(made) && `${Math.floor(share * 100)}%`,
    rows > 0 && state !== "failed" && _n("%1 row", "%1 rows", rows),
    timeLeft(made, now.value),
  ].filter(Boolean);
  return (
    <>
      <section class={`nbr-tray nbr-${state}`} aria-label={__("Generating")}>
        <span class="nbr-tray-words">{words}</span>
        {state !== "failed" && state !== "cancelled" && <Track state={state} words={words} share={share} />}
        {facts.length > 0 && <span class="nbr-quiet">{facts.join(" · ")}</span>}
        {state === "failed" && <Failed job={made} />}
        {state === "done" && <Outputs job={made} {...{ store, view, signal }} />}
        <span class="nbr-tray-acts">
          {isUnder(state) && (
            <>
              <button
                type="button"
                class="nbr-button"
                onClick={() => view.tell({ kind: state === "paused" ? "generate.resume" : "generate.pause" })}
              >
                {state === "paused" ? __("Resume") : __("Pause")}
              </button>
              <button type="button" class="nbr-button" onClick={() => view.tell({ kind: "generate.cancel" })}>
                {__("Cancel")}
              </button>
            </>
          )}
          {state === "failed" && (
            <>
              {made.block && (
                <button
                  type="button"
                  class="nbr-button"
                  onClick={() => {
                    store.ui.selected.value = made.block ?? null;
                    store.ui.step.value = "fields";
                  }}
                >
                  {__("Go to the block")}
                </button>
              )}
              <button
                type="button"
                class="nbr-button"
                onClick={() => void generate(store, view, signal, choicesOf(store).formats.value)}
              >
                {__("Retry")}
              </button>
            </>
          )}
          {!isGoing(made) && (
            <button
              type="button"
              class="nbr-button nbr-icon"
              aria-label={__("Dismiss")}
              onClick={() => view.tell({ kind: "generate.dismiss" })}
            >
              ✕
            </button>
          )}
        </span>
      </section>
      <Toasts store={store} />
    </>
  );
}

function Failed({ job }: { job: Job }) {
  return (
    <span class="nbr-tray-why">
      <b>{job.message}</b> {job.remedy}
    </span>
  );
}

interface OutputsProps extends Pick<PartProps, "store" | "signal"> {
  job: Job;
  view: ReturnType<PartProps["store"]["questions"]["newView"]>;
}

function Outputs({ job, store, view, signal }: OutputsProps) {
  const fetch = (place: number) =>
    download(view, place, signal).catch((error: unknown) => {
      if (isAbort(error)) return;
      if (!(error instanceof RefusedError)) throw error;
      toast(store, { text: `${error.refusal.message}. ${error.refusal.remedy}`, error: true });
    });
  return (
    <ul class="nbr-outputs" aria-label={__("Files made")}>
      {(job.outputs ?? []).map((output, place) => {
        const address = addressOf(output, document);
        return (
          <li key={output.path} title={output.path}>
            <span class="nbr-output-name">{output.name}</span>
            <small class="nbr-quiet">{size(output.bytes)}</small>
            {address && (
              <a
                href={address}
                target="_blank"
                rel="noopener noreferrer"
                aria-label={__("Open %1", output.name)}
              >
                {__("Open")}
              </a>
            )}
            <button
              type="button"
              class="nbr-link"
              aria-label={__("Download %1", output.name)}
              onClick={() => void fetch(place)}
            >
              {__("Download")}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function size(bytes: number): string {
  const at = bytes < 1e3 ? 0 : bytes < 1e6 ? 1 : 2;
  const digits = { maximumFractionDigits: at === 0 ? 0 : 1 };
  return `${(bytes / 1000 ** at).toLocaleString(undefined, digits)} ${["B", "kB", "MB"][at]}`;
}
