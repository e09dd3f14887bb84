// What is being made, at the foot of the builder.
import type { PartProps } from "../../../part";

export function Tray(_props: PartProps) {
  return null;
}
