// The proposed mapping of a file, to be changed, with the first items as they would be sent.

import { el, fill } from "../dom.js";
import { counted } from "../text.js";
import { propose, TARGETS, toItem } from "./mapping.js";
import { progressPart } from "./progress.js";

const SAMPLED = 200;
const PREVIEWED = 3;

/** Returns the mapping of records as a form. Its button sends them. */
export function mappingPart(name, records, note) {
  const columns = propose(records.slice(0, SAMPLED));
  const preview = el("pre", { class: "items", tabindex: "0", "aria-label": "The first items" });
  const advice = el("p", { class: "notice warn", hidden: true });
  const named = () => columns.some((each) => each.target === "id");
  const items = (some, leftOut = new Map()) =>
    some.filter((each) => each.values).map(({ line, values }) => ({ line, item: toItem(values, columns, named() ? undefined : `${name}-${line}`, leftOut) }));
  const show = () => {
    preview.textContent = items(records.slice(0, PREVIEWED)).map(({ item }) => JSON.stringify(item, null, 1).replace(/\n\s*/g, " ")).join("\n");
    advice.hidden = named();
    advice.textContent = `No column gives an id, so the items are named by their lines: ${name}-2. Load the same file again, and they are replaced.`;
  };
  show();
  const place = el("div", {});
  const load = () => {
    const leftOut = new Map();
    fill(place, progressPart(items(records, leftOut), { leftOut, unread: records.filter((each) => each.error) }));
  };
  return [
    el("h2", { tabindex: "-1" }, `${name}: ${counted(records.length, "record")}`),
    note && el("p", { class: "notice warn" }, note),
    el("div", { class: "scroll" }, columnTable(columns, show)),
    advice,
    el("h3", {}, "The first items"),
    preview,
    el("p", {}, el("button", { class: "primary", type: "button", onclick: load }, `Load ${counted(records.length, "item")}`)),
    place,
  ];
}

function columnTable(columns, changed) {
  const head = ["Column", "Becomes", "For example"];
  return el(
    "table",
    { class: "mapping" },
    el("thead", {}, el("tr", {}, head.map((each) => el("th", { scope: "col" }, each)))),
    el("tbody", {}, columns.map((each) => columnRow(each, changed))),
  );
}

function columnRow(column, changed) {
  const as = el("input", {
    "aria-label": `Name of the property ${column.name}`,
    maxlength: 64,
    oninput: () => ((column.as = as.value.trim() || column.name), changed()),
  });
  as.value = column.as;
  as.hidden = column.target !== "property";
  const choose = () => {
    column.target = select.value;
    as.hidden = column.target !== "property";
    changed();
  };
  const options = TARGETS.map((each) => el("option", { value: each, selected: each === column.target }, each));
  const select = el("select", { "aria-label": `${column.name} becomes`, onchange: choose }, options);
  const some = column.some.join(" · ").slice(0, 120);
  return el("tr", {}, el("th", { scope: "row" }, column.name), el("td", {}, select, as), el("td", { class: "quiet" }, some));
}
