// The bundle's entry: a headless session whose exports draw the parts, and the report they share.
import * as Y from "yjs";
import { CommChannel } from "./collab/comm";
import { Provider } from "./collab/provider";
import type { Model, Props } from "./kit/host";
import { newName } from "./kit/questions";
import { mountPart } from "./part";
import { makeStore } from "./store";

export interface SessionExports {
  mount(view: string, props: Props): void;
  /** The report as a Y document, the same as the kernel's and every other page's. */
  doc: Y.Doc;
}

export default {
  initialize({ model, signal }: { model: Model; signal: AbortSignal }): SessionExports {
    const { doc, provider } = sharedDoc(model, signal);
    const store = makeStore(model, doc, signal, () => provider.sync());
    return { mount: (view, props) => mountPart(store, view, props), doc };
  },
};

function sharedDoc(model: Model, signal: AbortSignal): { doc: Y.Doc; provider: Provider } {
  const doc = new Y.Doc();
  const channel = new CommChannel(model, newName(), () => {
    if (!signal.aborted) provider.sync();
  });
  const provider = new Provider(doc, channel);
  provider.start();
  signal.addEventListener(
    "abort",
    () => {
      provider.stop();
      doc.destroy();
    },
    { once: true },
  );
  return { doc, provider };
}
