// Saves a picture as SVG, with its colours in it, or as PNG.

const STYLES = ["fill", "stroke", "stroke-width", "stroke-opacity", "fill-opacity", "font-family", "font-size", "font-weight"];
const SHARPNESS = 2;

export function saveSvg(canvas, name) {
  save(new Blob([toSource(canvas)], { type: "image/svg+xml" }), `${name}.svg`);
}

export async function savePng(canvas, name) {
  const { width, height } = canvas.viewBox.baseVal;
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([toSource(canvas)], { type: "image/svg+xml" }));
  await image.decode();
  const sheet = Object.assign(document.createElement("canvas"), { width: width * SHARPNESS, height: height * SHARPNESS });
  const brush = sheet.getContext("2d");
  brush.fillStyle = getComputedStyle(canvas).backgroundColor;
  brush.fillRect(0, 0, sheet.width, sheet.height);
  brush.drawImage(image, 0, 0, sheet.width, sheet.height);
  URL.revokeObjectURL(image.src);
  save(await new Promise((resolve) => sheet.toBlob(resolve, "image/png")), `${name}.png`);
}

/** Returns the picture as a file of its own: its styles become attributes. */
function toSource(canvas) {
  const copy = canvas.cloneNode(true);
  const [shown, copied] = [canvas.querySelectorAll("*"), copy.querySelectorAll("*")];
  shown.forEach((each, n) => {
    const style = getComputedStyle(each);
    for (const name of STYLES) copied[n].setAttribute(name, style.getPropertyValue(name));
    for (const name of ["class", "tabindex", "role", "data-key", "aria-label"]) copied[n].removeAttribute(name);
  });
  const { width, height } = canvas.viewBox.baseVal;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  copy.removeAttribute("class");
  return new XMLSerializer().serializeToString(copy);
}

function save(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
