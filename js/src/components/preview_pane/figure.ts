// A bqplot figure inside the page: attached as its own toolkit would, drawn large, shown scaled.
import type { Model } from "../../kit/host";

/** Lumino's messages, which a figure waits for before it draws. */
interface LuminoWidget {
  node: HTMLElement;
  isDisposed: boolean;
  processMessage(message: { type: string }): void;
}

interface FigureView {
  el: HTMLElement;
  luminoWidget: LuminoWidget;
  /** bqplot sets it when axes and marks stand. */
  rendered?: boolean;
  remove(): void;
}

interface Manager {
  get_model(id: string): Promise<Model>;
  create_view(model: Model): Promise<FigureView>;
}

/** What makes views of other widgets; hosts that only know anywidget have none. */
export function managerOf(model: Model): Manager | null {
  const found = (model as { widget_manager?: Partial<Manager> }).widget_manager;
  return found?.get_model && found.create_view ? (found as Manager) : null;
}

/** Milliseconds a figure may take to draw; after that the picture stays. */
const PATIENCE = 20_000;

export interface Figure {
  /** Stands in the page; its parent gives it its size. */
  readonly el: HTMLElement;
  /** Settles when the figure is drawn: true, or false where the picture has to stay. */
  readonly drawn: Promise<boolean>;
  close(): void;
}

export function makeFigure(manager: Manager, id: string): Figure {
  const el = document.createElement("div");
  el.className = "nbr-figure";
  el.setAttribute("role", "img");
  let closed = false;
  let leave = () => {};
  const attach = async (): Promise<boolean> => {
    const model = await manager.get_model(id);
    // where bqplot's front end is missing, this is the model of an error
    if (closed || model.get("_view_name") !== "Figure") return false;
    const view = await manager.create_view(model);
    if (closed) {
      view.remove();
      return false;
    }
    leave = stand(view, model, el);
    return drawn(view, () => closed);
  };
  return {
    el,
    drawn: attach().catch(() => false),
    close: () => {
      closed = true;
      leave();
      el.remove();
    },
  };
}

function stand(view: FigureView, model: Model, el: HTMLElement): () => void {
  const { luminoWidget: widget } = view;
  const size = () => sizeOf(model);
  // it measures itself on the screen, where it is shown smaller than it is drawn
  view.el.getBoundingClientRect = () => new DOMRect(0, 0, ...size());
  const fit = () => {
    view.el.style.transform = `scale(${el.clientWidth / size()[0]})`;
  };
  const sizes = new ResizeObserver(fit);
  widget.processMessage({ type: "before-attach" });
  el.append(widget.node);
  widget.processMessage({ type: "after-attach" });
  sizes.observe(el);
  sizes.observe(view.el);
  return () => {
    sizes.disconnect();
    // the kernel may have closed the figure: then its view is gone already
    if (widget.isDisposed) return;
    widget.processMessage({ type: "before-detach" });
    widget.node.remove();
    widget.processMessage({ type: "after-detach" });
    view.remove();
  };
}

/** Width and height in pixels, as the kernel laid it out. */
function sizeOf(model: Model): [number, number] {
  const layout = model.get("layout") as Model;
  return [
    Number.parseFloat(layout.get("width") as string),
    Number.parseFloat(layout.get("height") as string),
  ];
}

/** bqplot tells nobody when a figure stands. */
function drawn(view: FigureView, left: () => boolean): Promise<boolean> {
  const end = performance.now() + PATIENCE;
  return new Promise((resolve) => {
    const look = () => {
      if (view.rendered && !left()) resolve(true);
      else if (left() || performance.now() > end) resolve(false);
      else setTimeout(look, 16);
    };
    look();
  });
}
