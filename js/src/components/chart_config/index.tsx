// Chart.
import { __ } from "../../kit/words";
import type { PartProps } from "../../part";

export function ChartConfig(_props: PartProps) {
  return <section class="nbr-chart-config" aria-label={__("Chart")} />;
}
