// What is left to mend before the report is made.
import { __ } from "../../../kit/words";
import type { PartProps } from "../../../part";

export function Review({ store }: PartProps) {
  return (
    <section class="nbr-review" aria-label={__("Review")}>
      <ul>
        {store.problems.value.map((problem) => (
          <li key={`${problem.where} ${problem.message}`}>{problem.message}</li>
        ))}
      </ul>
    </section>
  );
}
