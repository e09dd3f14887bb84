// Data.
import { __ } from "../../kit/words";
import type { PartProps } from "../../part";

export function SourceBrowser(_props: PartProps) {
  return <section class="nbr-source-browser" aria-label={__("Data")} />;
}
