// Drag and drop between the parts of a session. Whatever is dragged can be done by menu and by key as well.
import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { attachClosestEdge, extractClosestEdge } from "@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge";
import { signal as makeSignal, type ReadonlySignal } from "@preact/signals";
import type { FieldCard, MeasureCard } from "../protocol/messages";

export type Payload =
  | { kind: "field"; field: FieldCard }
  | { kind: "measure"; measure: MeasureCard }
  | { kind: "item"; block: string; well: string; index: number; label: string }
  | { kind: "block"; id: string; label: string }
  | { kind: "param"; name: string };

const now = makeSignal<Payload | null>(null);

/** What is being dragged, for places that show what they would do with it. */
export const dragging: ReadonlySignal<Payload | null> = now;

interface SourceOptions {
  payload(): Payload;
  /** What a code cell is given where it is dropped there. */
  text?(): string;
  signal?: AbortSignal;
}

/** Make an element draggable; returns what ends that. */
export function dragSource(element: HTMLElement, { payload, text, signal }: SourceOptions): () => void {
  return until(
    signal,
    draggable({
      element,
      getInitialData: () => ({ payload: payload() }),
      getInitialDataForExternal: () => (text ? { "text/plain": text() } : {}),
      onDragStart: ({ source }) => {
        now.value = payloadOf(source.data);
        element.classList.add("nbr-dragged");
      },
      onDrop: () => {
        now.value = null;
        element.classList.remove("nbr-dragged");
      },
    }),
  );
}

export type Place = "before" | "after" | "into";

interface PlaceOptions {
  /** What a drop would do, in words; null where it would do nothing, and is not taken. */
  words(payload: Payload): string | null;
  onDrop(payload: Payload, place: Place): void;
  /** Whether a drop goes before or after the element, by the nearer edge. */
  edges?: "vertical" | "horizontal";
  signal?: AbortSignal;
}

/** Let an element take drops; `data-over` says what would happen, `data-edge` where. */
export function dropPlace(element: HTMLElement, { words, onDrop, edges, signal }: PlaceOptions): () => void {
  const mark = (said: string | null, edge: string | null) => {
    if (said === null) delete element.dataset.over;
    else element.dataset.over = said;
    if (edge === null) delete element.dataset.edge;
    else element.dataset.edge = edge;
  };
  const sideOf = (data: Record<string | symbol, unknown>): Place => {
    const edge = edges ? extractClosestEdge(data) : null;
    if (edge === null) return "into";
    return edge === "top" || edge === "left" ? "before" : "after";
  };
  return until(
    signal,
    dropTargetForElements({
      element,
      canDrop: ({ source }) => {
        const payload = payloadOf(source.data);
        return payload !== null && words(payload) !== null;
      },
      getData: ({ input }) =>
        edges
          ? attachClosestEdge(
              {},
              { element, input, allowedEdges: edges === "vertical" ? ["top", "bottom"] : ["left", "right"] },
            )
          : {},
      onDrag: ({ source, self }) => {
        const payload = payloadOf(source.data);
        const side = sideOf(self.data);
        mark(payload && words(payload), side === "into" ? null : side);
      },
      onDragLeave: () => mark(null, null),
      onDrop: ({ source, self, location }) => {
        mark(null, null);
        // the innermost place alone
        if (location.current.dropTargets[0]?.element !== element) return;
        const payload = payloadOf(source.data);
        if (payload) onDrop(payload, sideOf(self.data));
      },
    }),
  );
}

function payloadOf(data: Record<string | symbol, unknown>): Payload | null {
  const payload = data.payload as Payload | undefined;
  return payload && typeof payload === "object" ? payload : null;
}

function until(signal: AbortSignal | undefined, end: () => void): () => void {
  signal?.addEventListener("abort", end, { once: true });
  return end;
}
