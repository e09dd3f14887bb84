// The pieces every view of a job is made of: its track, its buttons, its files.
import { isAbort, RefusedError, type View } from "../kit/questions";
import { saveFile } from "../kit/save";
import { toast } from "../kit/toasts";
import { __ } from "../kit/words";
import type { JobCard } from "../protocol/messages";
import type { Store } from "../store";
import { addressOf, isGoing, wordsOf } from "./job";

export interface JobProps {
  job: JobCard;
  store: Store;
  view: View;
  signal: AbortSignal;
}

export function Track({ job }: { job: JobCard }) {
  const { share, state } = job;
  const moving = share === null && state === "running";
  const shown = state === "done" ? 1 : (share ?? (moving ? 0.25 : 0));
  return (
    <>
      <progress
        class="nbr-vh"
        aria-label={__("%1: %2", job.title, wordsOf(job))}
        max={1}
        value={share ?? undefined}
      />
      <span class={`nbr-track${moving ? " nbr-unknown" : ""}`} aria-hidden="true">
        <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
          <rect width={100 * shown} height="1" />
        </svg>
      </span>
    </>
  );
}

/** The buttons that steer a job; their names say which one, where several stand together. */
export function Steer({ job, view, of }: Pick<JobProps, "job" | "view"> & { of?: string }) {
  const tell = (kind: "job.pause" | "job.resume" | "job.cancel" | "job.retry") =>
    view.tell({ kind, job: job.id });
  const act = (label: string, kind: Parameters<typeof tell>[0]) => (
    <button
      key={kind}
      type="button"
      class="nbr-button"
      aria-label={of ? `${label}: ${of}` : undefined}
      onClick={() => tell(kind)}
    >
      {label}
    </button>
  );
  if (job.state === "cancelling") return null;
  if (isGoing(job))
    return (
      <>
        {job.state === "paused" ? act(__("Resume"), "job.resume") : act(__("Pause"), "job.pause")}
        {act(__("Cancel"), "job.cancel")}
      </>
    );
  return job.state === "done" ? null : act(__("Retry"), "job.retry");
}

export function Outputs({ job, store, view, signal }: JobProps) {
  if (!job.outputs.length) return null;
  const fetch = async (output: number) => {
    try {
      const { answer, buffers } = await view.ask(
        { kind: "job.download", job: job.id, output },
        "job.bytes",
        signal,
      );
      if (buffers[0]) saveFile(answer.name, buffers[0] as DataView<ArrayBuffer>, answer.type);
    } catch (error) {
      if (isAbort(error)) return;
      if (!(error instanceof RefusedError)) throw error;
      toast(store, { text: `${error.refusal.message}. ${error.refusal.remedy}`, error: true });
    }
  };
  return (
    <ul class="nbr-outputs" aria-label={__("Files made")}>
      {job.outputs.map((output, place) => {
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

export function Failure({ job }: { job: JobCard }) {
  if (job.state !== "failed") return null;
  return (
    <span class="nbr-job-why">
      <b>{job.message}</b> {job.remedy}
    </span>
  );
}

function size(bytes: number): string {
  const at = bytes < 1e3 ? 0 : bytes < 1e6 ? 1 : 2;
  const digits = { maximumFractionDigits: at === 0 ? 0 : 1 };
  return `${(bytes / 1000 ** at).toLocaleString(undefined, digits)} ${["B", "kB", "MB"][at]}`;
}
