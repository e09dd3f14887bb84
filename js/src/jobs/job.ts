// A job in words: what it is at, how far it is, how long it still takes.
import { __, _n } from "../kit/words";
import type { JobCard } from "../protocol/messages";

export type JobState = JobCard["state"];

const PHASES: Record<string, string> = {
  queued: "Waiting",
  reading: "Reading data",
  totals: "Computing totals",
  filling: "Filling the report",
  writing: "Filling the report",
  finishing: "Making pages and files",
};

const STATES: Record<JobState, string> = {
  queued: "Waiting",
  running: "",
  paused: "Paused",
  cancelling: "Cancelling…",
  done: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};

export const wordsOf = ({ state, phase }: Pick<JobCard, "state" | "phase">): string =>
  __(STATES[state] || (PHASES[phase] ?? "Starting"));

/** Whether it has not ended. */
export const isGoing = ({ state }: Pick<JobCard, "state">): boolean =>
  state !== "done" && state !== "failed" && state !== "cancelled";

/** What is known of how far it is, the most telling first. */
export function factsOf(job: JobCard): string[] {
  const { state, share, rows, total, pages, page_total } = job;
  if (state === "failed" || state === "cancelled") return [];
  const facts: (string | false)[] = [];
  if (isGoing(job)) {
    facts.push(share !== null && state !== "queued" && `${Math.floor(share * 100)}%`);
    if (pages > 0)
      facts.push(
        page_total === null
          ? _n("%1 page", "%1 pages", pages)
          : __("page %1 of %2", pages.toLocaleString(), page_total.toLocaleString()),
      );
    else if (rows > 0)
      facts.push(
        total === null || total === rows
          ? _n("%1 row", "%1 rows", rows)
          : __("%1 of %2 rows", rows.toLocaleString(), total.toLocaleString()),
      );
    facts.push(state === "running" && timeLeft(job.left));
  } else {
    facts.push(rows > 0 && _n("%1 row", "%1 rows", rows));
    facts.push(pages > 0 && _n("%1 page", "%1 pages", pages));
    facts.push(__("in %1", seconds(job.elapsed)));
  }
  return facts.filter((fact): fact is string => Boolean(fact));
}

/** About how long it still takes; empty where that is not known. */
export function timeLeft(left: number | null): string {
  if (left === null || left <= 0) return "";
  if (left < 60) return __("about %1 s left", Math.max(1, Math.round(left / 5) * 5 || 1));
  return __("about %1 min left", Math.round(left / 60));
}

const seconds = (taken: number): string =>
  taken < 60 ? __("%1 s", taken.toFixed(1)) : __("%1 min", Math.round(taken / 60));

/** The address of an output below the server's, null where it is not served. */
export function addressOf(output: { path: string; home: string }, page: Document): string | null {
  let config: { baseUrl?: unknown; serverRoot?: unknown };
  try {
    config = JSON.parse(page.getElementById("jupyter-config-data")?.textContent ?? "{}");
  } catch {
    return null;
  }
  const { baseUrl, serverRoot } = config;
  if (typeof baseUrl !== "string" || typeof serverRoot !== "string" || !serverRoot) return null;
  const root = serverRoot.replace(/\/+$/, "");
  const path = root.startsWith("~") ? output.home : output.path;
  if (!path.startsWith(`${root}/`)) return null;
  const parts = path.slice(root.length + 1).split("/");
  // the server shows nothing that is hidden
  if (parts.some((part) => part.startsWith(".") || part === "")) return null;
  return `${baseUrl.replace(/\/+$/, "")}/files/${parts.map(encodeURIComponent).join("/")}`;
}
