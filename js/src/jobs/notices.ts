// The end of a job, told once to this browser: by a toast, by JupyterLab where it is there, and by the system where asked.
import { isAbort, RefusedError, type View } from "../kit/questions";
import { toast } from "../kit/toasts";
import { __ } from "../kit/words";
import type { NoticeTold } from "../protocol/messages";
import type { Store } from "../store";

type Notice = NoticeTold["notices"][number];

const CLIENT = "nbreports.client";
const SEEN = "nbreports.seen";
const SYSTEM = "nbreports.notify";
/** The event by which the front end around us may take a notice over. */
export const NOTICE_EVENT = "nbreports:notice";

/** Tell what has ended since this browser was told last. */
export async function tellNotices(store: Store, view: View, signal: AbortSignal): Promise<void> {
  const client = clientName();
  try {
    const { answer } = await view.ask({ kind: "notice.ask", client }, "notice.told", signal);
    for (const notice of answer.notices) {
      // two views ask at once, and so do two windows: the number is told by one of them
      if (notice.number > Number(read(SEEN) ?? 0)) {
        write(SEEN, String(notice.number));
        tell(store, notice);
      }
      view.tell({ kind: "notice.seen", client, number: notice.number });
    }
  } catch (error) {
    if (!isAbort(error) && !(error instanceof RefusedError)) throw error;
  }
}

function tell(store: Store, { title, state, message, job }: Notice): void {
  const words = {
    done: __("%1 is done", title),
    failed: __("%1 failed: %2", title, message),
    cancelled: __("%1 was cancelled", title),
  }[state as "done" | "failed" | "cancelled"];
  const taken = !document.dispatchEvent(
    new CustomEvent(NOTICE_EVENT, { cancelable: true, detail: { text: words, state, job } }),
  );
  if (!taken) toast(store, { text: words, error: state === "failed" });
  if (wanted.value() && document.visibilityState !== "visible") new Notification(words, { tag: job });
}

/** Whether the system is to tell, which it does only where the person has said so. */
export const wanted = {
  value: (): boolean =>
    read(SYSTEM) === "yes" && typeof Notification !== "undefined" && Notification.permission === "granted",
  async ask(): Promise<boolean> {
    if (typeof Notification === "undefined") return false;
    const allowed = (await Notification.requestPermission()) === "granted";
    write(SYSTEM, allowed ? "yes" : "no");
    return allowed;
  },
  stop(): void {
    write(SYSTEM, "no");
  },
};

function clientName(): string {
  const known = read(CLIENT);
  if (known && /^[A-Za-z0-9_-]{8,64}$/.test(known)) return known;
  const made = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
  write(CLIENT, made);
  return read(CLIENT) ?? made;
}

// a page may be denied its storage
const memory = new Map<string, string>();
function read(key: string): string | null {
  try {
    return localStorage.getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}
function write(key: string, value: string): void {
  memory.set(key, value);
  try {
    localStorage.setItem(key, value);
  } catch {
    // kept for as long as the page lives
  }
}
