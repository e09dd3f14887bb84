import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, it } from "vitest";
import { Hint } from "./hint";

it("is shown until it is dismissed, and then never again on this machine", async () => {
  const root = document.createElement("div");
  const show = () => render(<Hint name="wells" text="Drag a field here." />, root);
  show();
  expect(root.textContent).toContain("Drag a field here.");
  await act(() => root.querySelector("button")?.click());
  expect(root.textContent).toBe("");
  expect(localStorage.getItem("nbreports.hints")).toBe('["wells"]');
  render(null, root);
  show();
  expect(root.textContent).toBe("");
});
