// Templates: cards that are small real pages, a search, own ones beside the built-in ones, and how fields fill them.
import { signal as makeSignal } from "@preact/signals";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { isAbort, newName } from "../../kit/questions";
import { whenSeen } from "../../kit/seen";
import { adopt } from "../../kit/sheet";
import { __, _n } from "../../kit/words";
import type { PartProps } from "../../part";
import type { TemplateCard, TemplatesListed } from "../../protocol/messages";
import { type Acts, Card } from "./card";
import { makeGallery, words } from "./gallery";
import { Naming } from "./naming";
import { makePicking } from "./picking";
import { Slots } from "./slots";
import { Deleted, Failure, Ghosts, NoteBar, WaitingBar } from "./states";
import css from "./style.css";

/** Templates from which on there is a search. */
const MANY = 8;

export function TemplatePicker({ store, model, el, signal }: PartProps) {
  const root = useRef<HTMLElement>(null);
  // useId counts by part, and a page has several
  const id = useMemo(() => `nbr-t${newName().slice(0, 8)}`, []);
  const { shown, gallery, picking } = useMemo(() => {
    adopt(el, css);
    const visible = makeSignal(false);
    const made = makeGallery(store, visible, signal);
    return { shown: visible, gallery: made, picking: makePicking(store, made, model, signal) };
  }, [store, model, el, signal]);
  useEffect(
    () =>
      whenSeen(root.current, (seen) => {
        // what waits for data looks out for it from behind too
        shown.value = seen || picking.pending.peek();
      }),
    [shown, picking],
  );
  const foot = useRef<HTMLDivElement>(null);
  const bound = picking.bound.value;
  useEffect(() => {
    // in a narrow builder the slots stand far below the card
    if (bound) foot.current?.scrollIntoView?.({ block: "nearest" });
  }, [bound?.template]);
  const [search, setSearch] = useState("");
  const [tag, setTag] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const [renaming, setRenaming] = useState<string | null>(null);
  const [current, setCurrent] = useState<string | null>(null);

  const listed = gallery.listed.value;
  const cards = listed?.templates ?? [];
  const found = cards.filter((card) => fits(card, search, tag));
  const reached = found.find(({ key }) => key === (current ?? picking.picked.value))?.key ?? found[0]?.key;
  const fixed = store.file.value?.state === "readonly";
  const hasBlocks = (store.report.definition.value.body ?? []).length > 0;
  const { acts, restore } = useMemo(() => {
    const tell = (error: unknown) => {
      if (!isAbort(error)) picking.note.value = { text: words(error), wrong: true };
    };
    const bring = (key: string, name: string) =>
      gallery
        .change("restore", key)
        .then(() => {
          picking.note.value = { text: __("“%1” is back.", name) };
        })
        .catch(tell);
    const made: Acts = {
      pick({ key }) {
        setCurrent(key);
        picking.pick(key);
      },
      duplicate({ key }) {
        gallery
          .change("duplicate", key)
          .then(({ touched }) => {
            setRenaming(touched);
            setCurrent(touched);
          })
          .catch(tell);
      },
      remove({ key, name }) {
        gallery
          .change("delete", key)
          .then(({ touched }) => {
            const undo = { label: __("Undo"), run: () => touched && void bring(touched, name) };
            picking.note.value = { text: __("“%1” is deleted.", name), action: undo };
          })
          .catch(tell);
      },
      rename: ({ key }) => setRenaming(key),
      async named({ key }, name) {
        if (name !== null) await gallery.change("rename", key, name);
        setRenaming(null);
      },
    };
    return { acts: made, restore: bring };
  }, [gallery, picking]);
  const move = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || event.target.role !== "radio") return;
    const to = step(
      event.key,
      found.findIndex(({ key }) => key === reached),
      found.length,
      columns(root.current),
    );
    if (to === null) return;
    event.preventDefault();
    const next = found[to];
    if (!next) return;
    setCurrent(next.key);
    root.current?.querySelector<HTMLElement>(`[data-template="${CSS.escape(next.key)}"]`)?.focus();
  };
  const save = async (name: string | null) => {
    if (name === null) return setSaving(false);
    const { touched } = await gallery.save(name);
    setSaving(false);
    setCurrent(touched);
    picking.note.value = { text: __("Saved as the template “%1”.", name.trim()) };
  };
  return (
    <section ref={root} class="nbr-template-picker" aria-label={__("Templates")} aria-busy={listed === null}>
      <header class="nbr-templates-head">
        <h3>{__("Templates")}</h3>
        <Drawn listed={listed} />
        <button
          type="button"
          class="nbr-button"
          disabled={!hasBlocks}
          title={hasBlocks ? undefined : __("A report without blocks is no template yet")}
          onClick={() => setSaving(true)}
        >
          {__("Save as template…")}
        </button>
      </header>
      {saving && (
        <Naming
          id={`${id}-saving`}
          label={__("Name of the template")}
          first={store.report.definition.value.title}
          verb={__("Save")}
          onName={save}
        />
      )}
      {cards.length >= MANY && (
        <div class="nbr-templates-find">
          <input
            type="search"
            aria-label={__("Search templates")}
            placeholder={__("Search templates")}
            value={search}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
          <fieldset class="nbr-templates-tags" aria-label={__("Tags")}>
            {tagsOf(cards).map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={tag === each}
                onClick={() => setTag(tag === each ? null : each)}
              >
                {each}
              </button>
            ))}
          </fieldset>
        </div>
      )}
      <Failure failure={gallery.failure.value} listed={listed} onAgain={gallery.again} />
      {/* menus stand between the cards, so the group owns its radios by name */}
      <div
        role="radiogroup"
        aria-label={__("Templates")}
        aria-owns={found.map(({ key }) => idOf(id, key)).join(" ") || undefined}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the radios in it */}
      <div class="nbr-cards" onKeyDown={move}>
        {listed === null && gallery.failure.value === null && <Ghosts />}
        {found.map((card) => (
          <Card
            key={card.key}
            id={idOf(id, card.key)}
            card={card}
            gallery={gallery}
            acts={acts}
            checked={card.key === picking.picked.value}
            fixed={fixed}
            reached={card.key === reached}
            renaming={renaming === card.key}
          />
        ))}
      </div>
      {listed !== null && found.length === 0 && (
        <p class="nbr-quiet nbr-templates-none" role="status">
          {__("No template is called so.")}
        </p>
      )}
      {listed !== null && <Deleted listed={listed} onRestore={restore} />}
      <div ref={foot} class="nbr-templates-foot">
        <WaitingBar waiting={picking.waiting.value} onDecide={picking.decide} />
        <NoteBar
          note={picking.note.value}
          pending={picking.pending.value}
          onData={el.closest(".nbr-builder") ? () => (store.ui.step.value = "data") : null}
        />
        {bound && !fixed && (
          <Slots
            id={`${id}-slots`}
            bound={bound}
            busy={picking.busy.value}
            onChoose={picking.choose}
            onDone={picking.done}
          />
        )}
      </div>
      <p class="nbr-vh" role="status">
        {search || tag ? _n("%1 template", "%1 templates", found.length) : ""}
      </p>
    </section>
  );
}

/** What the cards are drawn with. */
function Drawn({ listed }: { listed: TemplatesListed | null }) {
  if (listed === null) return <span class="nbr-quiet" />;
  return (
    <span class="nbr-quiet">
      {listed.source === null
        ? __("Drawn with sample data until yours is picked")
        : __("Drawn with rows of %1", listed.source)}
    </span>
  );
}

const idOf = (id: string, key: string): string => `${id}-${key.replace(/[^\w-]/g, "_")}`;

function fits(card: TemplateCard, search: string, tag: string | null): boolean {
  const wanted = search.trim().toLowerCase();
  const text = [card.name, card.description, ...card.tags].join(" ").toLowerCase();
  return text.includes(wanted) && (tag === null || card.tags.includes(tag));
}

/** The tags that more than one template has, the most frequent first. */
export function tagsOf(cards: TemplateCard[]): string[] {
  const counts = new Map<string, number>();
  for (const tag of cards.flatMap((card) => card.tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return Array.from(counts.entries())
    .filter(([, count]) => count > 1)
    .sort(([a, m], [b, n]) => n - m || a.localeCompare(b))
    .map(([tag]) => tag)
    .slice(0, 6);
}

/** Where a key leads among cards in rows; null for a key that leads nowhere. */
export function step(key: string, at: number, count: number, wide: number): number | null {
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + wide, ArrowUp: at - wide }[key];
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (to === undefined || count === 0) return null;
  if (key === "ArrowDown" || key === "ArrowUp") return to < 0 || to >= count ? null : to;
  return (to + count) % count;
}

/** How many cards stand in a row. */
function columns(root: HTMLElement | null): number {
  const cards = Array.from(root?.querySelectorAll<HTMLElement>(".nbr-card") ?? []);
  const top = cards[0]?.offsetTop;
  return Math.max(1, cards.filter((card) => card.offsetTop === top).length);
}
