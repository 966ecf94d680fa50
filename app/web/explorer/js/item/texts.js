// Title and text with every span marked in the colour of its property. Pointing at a mark, or going to it, explains it.

import { el, fill } from "../dom.js";
import { hue } from "../parts.js";
import { percent, stretches } from "../text.js";

export const HINT = "Point at a marked word, or go to it with Tab, to see what it says.";

/** Returns the texts of an item, and the place where marks are explained. */
export function textPart(item) {
  const told = el("p", { class: "told", "aria-live": "polite" }, el("span", { class: "quiet" }, HINT));
  const show = (marks) => fill(told, marks.map((each) => explanation(each.prop, each)));
  const block = (field) => markedBlock(item[field], marksOf(item, field), show);
  return el(
    "section",
    { class: "card texts", "aria-label": "Texts" },
    el("h2", {}, "Title"),
    block("title"),
    el("h2", {}, "Text"),
    item.text ? block("text") : el("p", { class: "quiet" }, "This item has no text."),
    told,
    legend(item),
  );
}

/** Returns a text with its marks, as nodes. `show` gets the marks that the reader points at. */
export function markedBlock(text, marks, show) {
  const block = el("p", { class: "marked-text" });
  for (const each of stretches(text, marks)) {
    if (!each.marks.length) block.append(each.text);
    else block.append(markPart(each, show));
  }
  return block;
}

function markPart({ text, marks }, show) {
  const name = marks[0].prop.name;
  const tell = () => show(marks);
  return el(
    "mark",
    { class: `${hue(name)} ${marks[0].prop.conflict ? "conflict" : ""}`, tabindex: "0", onmouseenter: tell, onfocus: tell, onclick: tell },
    text,
    el("span", { class: "visually-hidden" }, ` (${marks.map((each) => each.prop.name).join(", ")})`),
  );
}

function marksOf(item, field) {
  return item.properties.flatMap((prop) =>
    prop.narrower ? [] : prop.evidence.filter((each) => each.field === field).map((each) => ({ ...each, prop })),
  );
}

function explanation(prop, evidence) {
  const standard = evidence.text === prop.value ? "" : `, standard value “${prop.value}”`;
  const said = prop.conflict ? ", in conflict with what the owner gave: shown, but not searched" : "";
  return el(
    "span",
    { class: `explained ${hue(prop.name)}` },
    el("strong", {}, prop.name),
    ` “${evidence.text}”${standard}, score ${percent(evidence.score)}${said}. `,
  );
}

function legend(item) {
  const names = [...new Set(item.properties.filter((each) => each.evidence.length).map((each) => each.name))];
  if (!names.length) return null;
  return el("ul", { class: "chips", "aria-label": "Colours" }, names.map((each) => el("li", { class: `chip ${hue(each)}` }, each)));
}
