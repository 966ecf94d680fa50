// Corrections: what a person says of a value that was read. They win over what the model reads, now and later.

import { part, send } from "../api.js";
import { el, fill } from "../dom.js";
import { failure } from "../parts.js";

const NAME = "itemgraph.name";

/** Sends a correction with the reader's name, and returns the item as it is now. */
export async function correct(item, said) {
  const by = readName() || undefined;
  return (await send("POST", `items/${part(item.id)}/corrections`, { ...said, by })).item;
}

/** Undoes a correction, and returns the item as it is now. */
export async function undo(item, { id }) {
  return (await send("DELETE", `items/${part(item.id)}/corrections/${part(id)}`)).item;
}

export function readName() {
  return localStorage.getItem(NAME) ?? "";
}

export function keepName(name) {
  localStorage.setItem(NAME, name.trim());
}

/** Returns the buttons beside a value that was read: it is right, wrong, or another. `show` gets the item and a sentence. */
export function verdictButtons(item, prop, show) {
  const place = el("span", { class: "verdict" });
  const send = async (said, words) => {
    try {
      show(await correct(item, { property: prop.name, value: prop.value, ...said }), words);
    } catch (error) {
      fill(place, buttons, failure(error));
    }
  };
  const button = (words, label, onclick) => el("button", { type: "button", class: "small", "aria-label": `${label}: ${prop.name} ${prop.value}`, onclick }, words);
  const buttons = el(
    "span",
    { class: "row" },
    prop.conflict ? null : button("Right", "Right", () => send({ action: "accept" }, `${prop.name} ${prop.value} is right`)),
    button("Wrong", "Wrong", () => send({ action: "reject" }, `${prop.name} ${prop.value} is wrong`)),
    prop.conflict ? null : button("Change", "Change", () => openForm()),
  );
  const openForm = () => {
    fill(place, changeForm(prop, (value) => send({ action: "change", new_value: value }, `${prop.name} is ${value}`), () => fill(place, buttons)));
    place.querySelector("input").select();
  };
  return fill(place, buttons);
}

function changeForm(prop, save, cancel) {
  const value = el("input", { required: true, maxlength: 256, autocomplete: "off", value: prop.display, "aria-label": `Right value of ${prop.name} instead of ${prop.value}` });
  const submit = (event) => (event.preventDefault(), save(value.value.trim()));
  return el(
    "form",
    { class: "row", onsubmit: submit },
    value,
    el("button", { class: "small primary" }, "Save"),
    el("button", { type: "button", class: "small", onclick: cancel }, "Cancel"),
  );
}
