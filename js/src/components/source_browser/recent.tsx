// Sources that reports of this folder read lately; one that has gone says so and can be forgotten.
import { Button, IconButton } from "../../kit/controls";
import { Icon } from "../../kit/icons";
import { __ } from "../../kit/words";
import type { RecentCard } from "../../protocol/messages";
import { titleOf } from "./card";

interface RecentProps {
  recent: RecentCard[];
  onUse(recent: RecentCard): void;
  onForget(recent: RecentCard): void;
}

export function Recent({ recent, onUse, onForget }: RecentProps) {
  if (recent.length === 0) return null;
  return (
    <section aria-label={__("Used lately")}>
      <h3>{__("Used lately")}</h3>
      <ul>
        {recent.map((each) => {
          const title = titleOf(each);
          return (
            <li key={`${each.kind} ${title}`} class="nbr-source nbr-source-line nbr-recent">
              <Icon name={each.kind === "file" ? "file" : "data"} />
              <bdi title={title}>{title}</bdi>
              {each.there ? (
                <Button onClick={() => onUse(each)}>
                  {__("Use")}
                  <span class="nbr-vh"> {title}</span>
                </Button>
              ) : (
                <small class="nbr-quiet">
                  {each.kind === "file" ? __("not in the folder any more") : __("not in the notebook")}
                </small>
              )}
              <IconButton icon="close" label={__("Forget %1", title)} onClick={() => onForget(each)} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
