// How well the model's scores agree with the truth: a curve, and the same numbers as a table.

import { el, svg } from "../dom.js";
import { counted, percent } from "../text.js";

const SIZE = 240;
const LEFT = 60;
const TOP = 12;

/** Returns the part for `groups` of spans with near scores: `{score, right, count}`, in order of the score. */
export function reliabilityPart({ data, error, reliability: groups }) {
  const spans = groups.reduce((all, each) => all + each.count, 0);
  return el(
    "section",
    { class: "card" },
    el("h2", {}, "Do the scores hold?"),
    el("p", {}, `Of the spans with a score near 0.8, about 80% should be right: on the dashed line. Above it, the model is better than it says. Measured on ${counted(spans, "span")} of ${data}; the mean distance is ${percent(error)}.`),
    el("div", { class: "reliability" }, curve(groups), table(groups)),
  );
}

function curve(groups) {
  const x = (share) => LEFT + share * SIZE;
  const y = (share) => TOP + (1 - share) * SIZE;
  const most = Math.max(...groups.map((each) => each.count));
  const line = (from, to, attributes) => svg("line", { x1: x(from[0]), y1: y(from[1]), x2: x(to[0]), y2: y(to[1]), ...attributes });
  const words = (across, down, said, attributes = {}) => svg("text", { x: across, y: down, "text-anchor": "middle", ...attributes }, said);
  const steps = [0, 0.5, 1];
  return svg(
    "svg",
    { class: "curve", viewBox: `0 0 ${LEFT + SIZE + 16} ${TOP + SIZE + 44}`, role: "img", "aria-label": "Share of spans that are right, by score; the table has the numbers" },
    steps.map((each) => [line([0, each], [1, each], { class: "grid" }), line([each, 0], [each, 1], { class: "grid" })]),
    steps.map((each) => [words(x(each), y(0) + 18, percent(each)), words(LEFT - 8, y(each) + 4, percent(each), { "text-anchor": "end" })]),
    words(x(0.5), y(0) + 38, "score"),
    words(12, y(0.5), "right", { transform: `rotate(-90 12 ${y(0.5)})` }),
    line([0, 0], [1, 1], { class: "ideal" }),
    svg("polyline", { class: "measured", points: groups.map((each) => `${x(each.score)},${y(each.right)}`).join(" ") }),
    groups.map((each) =>
      svg("circle", { cx: x(each.score), cy: y(each.right), r: 3 + 6 * Math.sqrt(each.count / most) }, svg("title", {}, `score ${percent(each.score)}: ${percent(each.right)} of ${counted(each.count, "span")} right`)),
    ),
  );
}

function table(groups) {
  const cells = ({ score, right, count }) => [percent(score), percent(right), count.toLocaleString("en")];
  return el(
    "table",
    {},
    el("thead", {}, el("tr", {}, ["Score", "Right", "Spans"].map((each) => el("th", { scope: "col" }, each)))),
    el("tbody", {}, groups.map((each) => el("tr", {}, cells(each).map((cell) => el("td", { class: "number" }, cell))))),
  );
}
