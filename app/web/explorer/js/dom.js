// Builds elements. Whatever the graph says becomes text, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** Returns an element. `on…` attributes are listeners; true, false and null set or leave out an attribute. */
export function el(tag, attributes = {}, ...children) {
  return built(document.createElement(tag), attributes, children);
}

/** Returns an SVG element. */
export function svg(tag, attributes = {}, ...children) {
  return built(document.createElementNS(SVG, tag), attributes, children);
}

/** Replaces the children of an element. */
export function fill(parent, ...children) {
  parent.replaceChildren(...nodes(children));
  return parent;
}

function built(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...nodes(children));
  return made;
}

function nodes(children) {
  return children.flat(Infinity).filter((each) => each !== null && each !== undefined && each !== false && each !== "");
}

/** Says something to screen readers. */
export function announce(text) {
  document.getElementById("status").textContent = text;
}

/** Returns a function that runs `action` once the calls have paused for `wait` milliseconds. */
export function paused(wait, action) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), wait);
  };
}
