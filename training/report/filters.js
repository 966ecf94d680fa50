"use strict";
// Filters for the list of errors, and a button that copies the command. Without this script all errors are shown.
(() => {
  const form = document.querySelector("#filters");
  if (form) {
    const items = [...document.querySelectorAll("#error-list > li")];
    const status = document.querySelector("#shown");
    // The text alone, without the "gold COLOR" and "predicted COLOR" on the marks.
    const words = new Map(items.map((item) => {
      const copy = item.cloneNode(true);
      copy.querySelectorAll("mark b").forEach((name) => name.remove());
      return [item, copy.textContent.toLowerCase()];
    }));
    const chosen = { label: "", kind: "", text: "" };
    const rules = {
      label: (item, want) => JSON.parse(item.dataset.labels).includes(want),
      kind: (item, want) => item.dataset.kind === want,
      text: (item, want) => words.get(item).includes(want.toLowerCase()),
    };
    const update = () => {
      for (const name of Object.keys(chosen)) chosen[name] = form.elements[name].value.trim();
      const active = Object.keys(rules).filter((name) => chosen[name] !== "");
      let count = 0;
      for (const item of items) {
        item.hidden = !active.every((name) => rules[name](item, chosen[name]));
        count += item.hidden ? 0 : 1;
      }
      status.textContent = `${count} of ${items.length} shown`;
    };
    form.hidden = false;
    form.addEventListener("input", update);
    form.addEventListener("reset", () => setTimeout(update));
    form.addEventListener("submit", (event) => event.preventDefault());
    update();
  }

  const button = document.querySelector("#copy");
  const command = document.querySelector("#command");
  const byHand = () => {
    const range = document.createRange();
    range.selectNodeContents(command);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return document.execCommand("copy");
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(command.textContent);
      return true;
    } catch {
      return byHand();
    }
  };
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.textContent = (await copy()) ? "Copied" : "Press Ctrl+C";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
})();
