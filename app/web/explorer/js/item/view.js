// The item view: the text with what was read in it, the properties, the items like it, corrections and history.

import { get, part } from "../api.js";
import { chosen, toggleChosen } from "../chosen.js";
import { announce, el, fill } from "../dom.js";
import { failure } from "../parts.js";
import { address } from "../state.js";
import { givingForm } from "./giving.js";
import { correctionPart, historyPart } from "./history.js";
import { markingForm } from "./marking.js";
import { propertyTable } from "./properties.js";
import { similarPart } from "./similar.js";
import { suggestionPart } from "./suggestions.js";
import { textPart } from "./texts.js";

/** After a change, `show` gets the item as stored and what was done: a sentence that is announced. */
export async function open(place, { id }, known) {
  const show = (item, done = "") => {
    render(place, item, known, show);
    if (!done) return;
    announce(done);
    place.querySelector("#properties").focus({ preventScroll: true });
  };
  show(await get(`items/${part(id)}`));
  return {};
}

function render(place, item, known, show) {
  const [below, aside] = [el("div", { class: "below" }), el("div", {})];
  const texts = textPart(item);
  if (known.has("correctItem")) texts.append(markingForm(item, texts, show));
  const properties = el(
    "section",
    { class: "card" },
    el("h2", { id: "properties", tabindex: "-1" }, "Properties"),
    propertyTable(item, known.has("correctItem") && show),
    known.has("putItem") && givingForm(item, show),
  );
  fill(
    place,
    el("h1", {}, item.title || item.id),
    facts(item, known),
    el("div", { class: "columns" }, el("div", {}, texts, properties, below), aside),
  );
  if (known.has("similarItems")) addLater(aside, similarPart(item.id));
  if (known.has("suggestProperties")) addLater(aside, suggestionPart(item, known, show));
  if (known.has("listItemCorrections")) addLater(below, correctionPart(item, show));
  if (known.has("itemHistory")) addLater(below, historyPart(item));
}

/** Puts a part into its place when it has been asked for, in the order of the calls. */
function addLater(column, asked) {
  const place = el("div", { class: "later" });
  column.append(place);
  asked.then((part) => place.replaceChildren(part), (error) => place.replaceChildren(failure(error)));
}

function facts(item, known) {
  const model = item.properties.find((each) => each.model)?.model;
  return el(
    "p",
    { class: "facts" },
    el("span", {}, "id ", el("code", {}, item.id)),
    el("span", {}, "written ", el("time", { datetime: item.updated_at }, new Date(item.updated_at).toLocaleString("en"))),
    model && el("span", {}, `read by ${model}`),
    webLink(item.url, "page of the item"),
    webLink(item.image, "picture"),
    known.has("neighborhood") && el("a", { href: address("graph", {}, item.id) }, "around it in the graph"),
    known.has("findPaths") && el("a", { href: address("path", { from: item.id }) }, "what connects it with another item"),
    known.has("compareItems") && compareButton(item.id),
  );
}

function webLink(url, words) {
  return /^https?:\/\//i.test(url ?? "") ? el("a", { href: url, rel: "noopener noreferrer" }, words) : null;
}

function compareButton(id) {
  const button = el("button", { class: "small", type: "button", onclick: () => label(toggleChosen(id)) });
  const label = (is) => (button.textContent = is ? "Chosen for comparison" : "Choose for comparison");
  label(chosen().includes(id));
  return button;
}
