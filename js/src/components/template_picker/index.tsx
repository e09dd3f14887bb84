// Templates.
import { __ } from "../../kit/words";
import type { PartProps } from "../../part";

export function TemplatePicker(_props: PartProps) {
  return <section class="nbr-template-picker" aria-label={__("Templates")} />;
}
