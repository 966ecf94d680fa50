// Gives a property to an item: the owner's word, which wins over what the model read.

import { part, send } from "../api.js";
import { el, fill } from "../dom.js";
import { failure } from "../parts.js";

/** Returns the form. `show` gets the item as stored afterwards, and a sentence. */
export function givingForm(item, show) {
  const name = el("input", { id: "give-name", required: true, maxlength: 64, list: "give-names", autocomplete: "off" });
  const value = el("input", { id: "give-value", required: true, maxlength: 256, autocomplete: "off" });
  const said = el("div", { role: "alert" });
  const names = [...new Set(item.properties.map((each) => each.name))];
  const submit = async (event) => {
    event.preventDefault();
    try {
      show(await give(item, name.value.trim(), value.value.trim()), `Given: ${name.value} ${value.value}`);
    } catch (error) {
      fill(said, failure(error));
    }
  };
  return el(
    "details",
    { class: "giving" },
    el("summary", {}, "Give or correct a property"),
    el("p", { class: "small quiet" }, "What you give wins over what the model read, and is kept when the model changes."),
    el(
      "form",
      { class: "row", onsubmit: submit },
      el("span", { class: "field" }, el("label", { for: "give-name" }, "Property"), name),
      el("span", { class: "field" }, el("label", { for: "give-value" }, "Value"), value),
      el("button", { class: "primary" }, "Give"),
      el("datalist", { id: "give-names" }, names.map((each) => el("option", { value: each }))),
    ),
    said,
  );
}

/** Writes the item with a further given value, and returns the item as stored. */
export async function give(item, name, value) {
  const properties = given(item);
  properties[name] = [...(properties[name] ?? []), value];
  const { title, text, url, image } = item;
  return send("PUT", `items/${part(item.id)}`, { title, text, url, image, properties });
}

/** Returns what the owner gave, by name. Values that follow from others are left to the service. */
function given(item) {
  const properties = {};
  for (const each of item.properties)
    if (each.source === "given" && !each.narrower) (properties[each.name] ??= []).push(each.display);
  return properties;
}
