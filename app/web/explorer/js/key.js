// The caller's key: asked for once, and kept until the tab is closed.

import { el } from "./dom.js";

const NAME = "itemgraph.key";
let asking = null;

export function readKey() {
  return sessionStorage.getItem(NAME);
}

export function forgetKey() {
  sessionStorage.removeItem(NAME);
}

/** Asks for a key, and returns whether one was given. Calls that ask at the same time share the question. */
export function askKey(reason) {
  asking ??= ask(reason).finally(() => (asking = null));
  return asking;
}

function ask(reason) {
  return new Promise((resolve) => {
    const field = el("input", { type: "password", id: "key", autocomplete: "off", required: true });
    const form = el(
      "form",
      { method: "dialog" },
      el("h2", { id: "key-title" }, "Key"),
      el("p", {}, `${reason} It is kept until you close this tab.`),
      el("label", { for: "key" }, "Key of the service"),
      field,
      el("div", { class: "row" }, el("button", { class: "primary", value: "use" }, "Use this key"), cancel()),
    );
    const dialog = el("dialog", { "aria-labelledby": "key-title" }, form);
    dialog.addEventListener("close", () => {
      const key = dialog.returnValue === "use" ? field.value.trim() : "";
      if (key) sessionStorage.setItem(NAME, key);
      dialog.remove();
      resolve(Boolean(key));
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

function cancel() {
  return el("button", { value: "cancel", formnovalidate: true }, "Cancel");
}
