// The parts of a session, by the name of their Python file.
import { type ComponentType, Fragment, h, render } from "preact";
import { ChartConfig } from "./components/chart_config";
import { FieldMapper } from "./components/field_mapper";
import { JobMonitor } from "./components/job_monitor";
import { Outline } from "./components/outline";
import { ParameterForm } from "./components/parameter_form";
import { PreviewPane } from "./components/preview_pane";
import { ProgressBar } from "./components/progress_bar";
import { ReportBuilder } from "./components/report_builder";
import { SourceBrowser } from "./components/source_browser";
import { TemplatePicker } from "./components/template_picker";
import base from "./kit/base.css";
import controlsCss from "./kit/controls.css";
import expressionCss from "./kit/expression.css";
import type { Props } from "./kit/host";
import { keepKeys } from "./kit/keys";
import { KernelNotice } from "./kit/notice";
import noticeCss from "./kit/notice.css";
import pillsCss from "./kit/pills.css";
import { adopt } from "./kit/sheet";
import { paint } from "./kit/theme";
import { Toasts } from "./kit/toasts";
import { trait } from "./kit/traits";
import type { Store } from "./store";
import { keepTwin } from "./twin";

export interface PartProps extends Props {
  store: Store;
}

const PARTS: Record<string, ComponentType<PartProps>> = {
  chart_config: ChartConfig,
  field_mapper: FieldMapper,
  job_monitor: JobMonitor,
  outline: Outline,
  parameter_form: ParameterForm,
  preview_pane: PreviewPane,
  progress_bar: ProgressBar,
  report_builder: ReportBuilder,
  source_browser: SourceBrowser,
  template_picker: TemplatePicker,
};

/** What a notebook's file shows without its kernel. */
const KEPT = new Set(["preview_pane", "report_builder"]);

/** Draw a part into its element, until its signal is aborted. */
export function mountPart(store: Store, view: string, props: Props): void {
  const Part = PARTS[view];
  if (!Part) throw new Error(`there is no part ${view}`);
  const { el, model, signal } = props;
  el.classList.add("nbr", `nbr-is-${view.replaceAll("_", "-")}`);
  adopt(el, base);
  for (const css of [controlsCss, expressionCss, pillsCss, noticeCss]) adopt(el, css);
  paint(el, trait<string>(model, "theme", signal), store.theme, signal);
  keepKeys(el, signal);
  // the builder tells for its panes
  const inside = el.parentElement?.closest(".nbr");
  const notice = inside ? null : h(KernelNotice, { store });
  if (!inside && KEPT.has(view)) keepTwin(store, model, signal);
  const toasts = inside ? null : h(Toasts, { store });
  render(h(Fragment, null, notice, h(Part, { ...props, store }), toasts), el);
  signal.addEventListener("abort", () => render(null, el), { once: true });
}
