// Marks words of a text as a property. Words are typed, or selected in the text.

import { Problem } from "../api.js";
import { el, fill } from "../dom.js";
import { failure } from "../parts.js";
import { correct } from "./correcting.js";

const FIELDS = ["title", "text"];

/** Returns the form. It follows what is selected within `texts`; `show` gets the item and a sentence. */
export function markingForm(item, texts, show) {
  const words = el("input", { id: "mark-words", required: true, maxlength: 256, autocomplete: "off" });
  const name = el("input", { id: "mark-name", required: true, maxlength: 64, list: "mark-names", autocomplete: "off" });
  const value = el("input", { id: "mark-value", maxlength: 256, autocomplete: "off" });
  const said = el("div", { role: "alert" });
  let selected = null;
  texts.addEventListener("mouseup", () => {
    selected = selection(item, texts) ?? selected;
    if (selected && words.value !== selected.text) [words.value, form.open] = [selected.text, true];
  });
  const submit = async (event) => {
    event.preventDefault();
    const span = selected?.text === words.value ? selected : find(item, words.value);
    try {
      if (!span) throw new Problem(0, `Neither title nor text says “${words.value}”.`);
      const property = name.value.trim();
      const meant = value.value.trim() || undefined;
      show(await correct(item, { action: "mark", property, value: meant, span }), `“${span.text}” says ${property} ${meant ?? span.text}`);
    } catch (error) {
      fill(said, failure(error));
    }
  };
  const field = (label, input) => el("span", { class: "field" }, el("label", { for: input.id }, label), input);
  const names = [...new Set(item.properties.map((each) => each.name))];
  const form = el(
    "details",
    { class: "giving" },
    el("summary", {}, "Mark words as a property"),
    el("p", { class: "small quiet" }, "Select words above, or type them as they stand there."),
    el(
      "form",
      { class: "row", onsubmit: submit },
      field("Words", words),
      field("Property", name),
      field("Value, if the words mean another", value),
      el("button", { class: "primary" }, "Mark"),
      el("datalist", { id: "mark-names" }, names.map((each) => el("option", { value: each }))),
    ),
    said,
  );
  return form;
}

/** Returns the selected stretch of a text, in code points; null if nothing, or more than one text, is selected. */
function selection(item, texts) {
  const chosen = getSelection();
  if (chosen.isCollapsed || !chosen.rangeCount) return null;
  const range = chosen.getRangeAt(0);
  const block = [...texts.querySelectorAll("[data-field]")].find((each) => each.contains(range.startContainer) && each.contains(range.endContainer));
  if (!block) return null;
  const before = document.createRange();
  before.setStart(block, 0);
  before.setEnd(range.startContainer, range.startOffset);
  return stretch(item, block.dataset.field, before.toString().length, range.toString());
}

/** Returns where the words stand first, in the title or else in the text; null if nowhere. */
function find(item, words) {
  const field = FIELDS.find((each) => item[each]?.includes(words));
  return field ? stretch(item, field, item[field].indexOf(words), words) : null;
}

/** Returns a stretch without the spaces around it. `at` counts UTF-16 units. */
function stretch(item, field, at, words) {
  const text = words.trim();
  if (!text) return null;
  const start = Array.from(item[field].slice(0, at + words.indexOf(text))).length;
  return { field, start, end: start + Array.from(text).length, text };
}
