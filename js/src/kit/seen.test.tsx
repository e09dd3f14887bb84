import { render } from "preact";
import { useRef } from "preact/hooks";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useAskedInSight, useSeen } from "./seen";

const root = document.createElement("div");
const ending = new AbortController();
let asked: { key: string; live: AbortSignal; answer(): void }[] = [];
let look: (seen: boolean) => void = () => {};

function Asker({ name }: { name: string }) {
  const place = useRef<HTMLParagraphElement>(null);
  useAskedInSight(
    useSeen(place),
    name,
    ending.signal,
    (live) => new Promise((done) => asked.push({ key: name, live, answer: done })),
  );
  return <p ref={place} />;
}

beforeEach(() => {
  asked = [];
  class Observer {
    constructor(tell: (entries: { isIntersecting: boolean }[]) => void) {
      look = (isIntersecting) => void act(() => tell([{ isIntersecting }]));
    }
    observe() {}
    disconnect() {}
  }
  vi.stubGlobal("IntersectionObserver", Observer);
  document.body.append(root);
});

afterEach(() => {
  render(null, root);
  root.remove();
  vi.unstubAllGlobals();
});

const draw = (name: string) => act(() => render(<Asker name={name} />, root));
const keys = () => asked.map(({ key }) => key);
const answer = () =>
  act(async () => {
    asked.at(-1)?.answer();
    await Promise.resolve();
  });

it("asks nothing behind other panes, and once when it is looked at", async () => {
  draw("first");
  draw("second");
  expect(keys()).toEqual([]);
  look(true);
  expect(keys()).toEqual(["second"]);
  await answer();
  look(false);
  look(true);
  expect(keys(), "what was answered stands").toEqual(["second"]);
  look(false);
  draw("third");
  expect(keys()).toEqual(["second"]);
  look(true);
  expect(keys()).toEqual(["second", "third"]);
});

it("asks again for what had no answer when one looked away, and stops what is overtaken", async () => {
  draw("first");
  look(true);
  look(false);
  expect(asked[0]?.live.aborted).toBe(true);
  look(true);
  draw("second");
  expect(keys()).toEqual(["first", "first", "second"]);
  expect(asked.map(({ live }) => live.aborted)).toEqual([true, true, false]);
});

it("counts as in sight where nothing watches", () => {
  vi.stubGlobal("IntersectionObserver", undefined);
  draw("first");
  expect(keys()).toEqual(["first"]);
});
