/** How well each label is learnt, and what is lacking. */

import type { JSX } from "preact";
import { through } from "../session/query";
import type { LabelInfo, Quality } from "../wire/protocol";
import type { Desk } from "./desk";
import { figure, ofShares, percent } from "./learning-curve";
import { count, number } from "./parts";

/** More labels than this are shown as the least well learnt only. */
const SHOWN = 12;

/** "Precision 94 % (88–97), recall 91 %", or what is lacking. */
export function qualitySaid({ precision, precision_low, precision_high, recall, missing }: Quality): string {
  if (missing > 0) return `${count(missing, "more answer")} until it is suggested`;
  if (precision === null && recall === null) return "Not measured yet";
  const right = precision === null ? "Precision not known" : `Precision ${percent(precision)}`;
  const sure = ofShares(precision_low, precision_high);
  return `${right}${sure && ` ${sure}`}, recall ${recall === null ? "not known" : percent(recall)}`;
}

/** Looks through what is open and suggested as one of these labels, the most certain first. */
function review(desk: Desk, labels: readonly LabelInfo[]): void {
  const suggested = labels.map(({ id }) => id);
  desk.session.arrange(through({ state: ["unlabeled", "draft"], suggested }, { sort: "certain" }));
  desk.focusGrid();
}

function Line({ desk, label, quality }: { desk: Desk; label: LabelInfo; quality: Quality }): JSX.Element {
  const { precision, recall, missing, certified } = quality;
  const more = certified > 0 ? `; ${count(certified, "item")} filled in` : "";
  return (
    <li title={`${label.path}: ${qualitySaid(quality)}${more}`}>
      {missing > 0 ? (
        <bdi class="text">{label.name}</bdi>
      ) : (
        <button
          type="button"
          class="link text"
          aria-label={`Review ${label.path}`}
          onClick={() => review(desk, [label])}
        >
          <bdi>{label.name}</bdi>
        </button>
      )}
      {missing > 0 ? (
        <span class="wide">needs {number(missing)}</span>
      ) : (
        <>
          <span>{figure(precision)}</span>
          <span>{figure(recall)}</span>
        </>
      )}
    </li>
  );
}

/** A way to the items of labels that have few answers for what is likely there. */
function Rare({ desk, labels }: { desk: Desk; labels: readonly LabelInfo[] }): JSX.Element | null {
  if (labels.length === 0) return null;
  const names = labels.slice(0, 3).map((label) => label.name);
  const more = labels.length > 3 ? ` and ${labels.length - 3} more` : "";
  return (
    <p class="hint">
      <bdi>{names.join(", ")}</bdi>
      {more} {labels.length === 1 ? "has" : "have"} few answers.{" "}
      <button type="button" class="link" onClick={() => review(desk, labels)}>
        Show likely ones
      </button>
    </p>
  );
}

export function ByLabel({ desk }: { desk: Desk }): JSX.Element | null {
  const { per_label: all, rare } = desk.session.learning.training.value;
  const known = new Map(all.map((one) => [one.label, one]));
  const labels = desk.session.labels.value.filter(({ id }) => known.has(id));
  const of = ({ id }: LabelInfo): Quality => known.get(id) as Quality;
  const worst = (one: LabelInfo): number => (of(one).missing > 0 ? -of(one).missing : (of(one).recall ?? 1));
  const listed =
    labels.length <= SHOWN ? labels : labels.toSorted((a, b) => worst(a) - worst(b)).slice(0, SHOWN);
  if (labels.length === 0) return null;
  return (
    <section class="card">
      <h2>
        By label <span>precision · recall</span>
      </h2>
      <ul class="figures">
        {listed.map((label) => (
          <Line key={label.id} desk={desk} label={label} quality={of(label)} />
        ))}
      </ul>
      {labels.length > SHOWN && <p>The least well learnt of {number(labels.length)}.</p>}
      <Rare desk={desk} labels={labels.filter(({ id }) => rare.includes(id))} />
    </section>
  );
}
