// The mark of a type, beside every field: a sign and a colour, never a colour alone.
import { TypeGlyph } from "../../kit/icons";
import { __ } from "../../kit/words";

export function Glyph({ type, measure = false }: { type: string | null; measure?: boolean }) {
  return <TypeGlyph type={measure ? "measure" : (type ?? "text")} />;
}

/** A type in words. */
export function typeWords(type: string | null): string {
  switch (type) {
    case "integer":
    case "float":
    case "decimal":
      return __("number");
    case "date":
    case "datetime":
    case "time":
      return __("date");
    case "duration":
      return __("duration");
    case "boolean":
      return __("yes or no");
    case "text":
      return __("text");
    default:
      return type ?? __("expression");
  }
}
