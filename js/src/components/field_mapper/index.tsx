// Fields.
import { __ } from "../../kit/words";
import type { PartProps } from "../../part";

export function FieldMapper(_props: PartProps) {
  return <section class="nbr-field-mapper" aria-label={__("Fields")} />;
}
