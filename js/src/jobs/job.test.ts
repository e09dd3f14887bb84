import { expect, test } from "vitest";
import type { JobCard } from "../protocol/messages";
import { addressOf, factsOf, isGoing, timeLeft, wordsOf } from "./job";

const page = (config: object): Document => {
  const made = document.implementation.createHTMLDocument();
  const script = made.createElement("script");
  script.id = "jupyter-config-data";
  script.type = "application/json";
  script.textContent = JSON.stringify(config);
  made.body.append(script);
  return made;
};
const output = { name: "a b.pdf", bytes: 1, path: "/home/x/notes/q 3/a b.pdf", home: "~/notes/q 3/a b.pdf" };

test("an output below the server's root has an address, also under a hub", () => {
  expect(addressOf(output, page({ baseUrl: "/", serverRoot: "/home/x/notes" }))).toBe(
    "/files/q%203/a%20b.pdf",
  );
  expect(addressOf(output, page({ baseUrl: "/user/x/", serverRoot: "~/notes" }))).toBe(
    "/user/x/files/q%203/a%20b.pdf",
  );
});

test("what is not served has none", () => {
  expect(addressOf(output, page({ baseUrl: "/", serverRoot: "/home/x/note" }))).toBeNull();
  expect(addressOf(output, page({ baseUrl: "/" }))).toBeNull();
  expect(addressOf(output, document.implementation.createHTMLDocument())).toBeNull();
  const hidden = { ...output, path: "/home/x/notes/.cache/a.pdf" };
  expect(addressOf(hidden, page({ baseUrl: "/", serverRoot: "/home/x/notes" }))).toBeNull();
});

const card = (changes: Partial<JobCard> = {}): JobCard => ({
  id: "1a",
  title: "Sales",
  state: "running",
  phase: "filling",
  what: "",
  rows: 0,
  total: null,
  pages: 0,
  page_total: null,
  share: null,
  rate: null,
  left: null,
  elapsed: 0,
  created: 0,
  ended: null,
  starter: "",
  message: "",
  remedy: "",
  where: null,
  block: null,
  targets: [],
  outputs: [],
  mine: true,
  ...changes,
});

test("a job tells its phase, then how far it is, then how long it still takes", () => {
  expect(wordsOf(card({ state: "queued" }))).toBe("Waiting");
  expect(wordsOf(card({ phase: "reading" }))).toBe("Reading data");
  expect(factsOf(card())).toEqual([]);
  const printing = card({ rows: 1200, total: 3000, share: 0.412, left: 31 });
  expect(factsOf(printing)).toEqual(["41%", "1,200 of 3,000 rows", "about 30 s left"]);
  const paging = { ...printing, rows: 3000, pages: 40, page_total: 214 };
  expect(factsOf(paging)).toEqual(["41%", "page 40 of 214", "about 30 s left"]);
  expect(factsOf({ ...paging, state: "paused" })).toEqual(["41%", "page 40 of 214"]);
  const done = card({ state: "done", rows: 3000, total: 3000, pages: 214, elapsed: 12.34, share: 1 });
  expect([wordsOf(done), ...factsOf(done)]).toEqual(["Done", "3,000 rows", "214 pages", "in 12.3 s"]);
  expect(factsOf(card({ state: "failed", rows: 3 }))).toEqual([]);
});

test("going on is what has not ended", () => {
  const going = (
    ["queued", "running", "paused", "cancelling", "done", "failed", "cancelled"] as const
  ).filter((state) => isGoing({ state }));
  expect(going).toEqual(["queued", "running", "paused", "cancelling"]);
});

test("time left is rounded as far as it is known", () => {
  expect([null, 0, 1, 13, 58, 61, 200].map(timeLeft)).toEqual([
    "",
    "",
    "about 1 s left",
    "about 15 s left",
    "about 60 s left",
    "about 1 min left",
    "about 3 min left",
  ]);
});
