// Outline.
import { __ } from "../../kit/words";
import type { PartProps } from "../../part";

export function Outline(_props: PartProps) {
  return <section class="nbr-outline" aria-label={__("Outline")} />;
}
