// What several parts of a step are made of; put before their own code.
function make(tag, parent, {text, ...attributes} = {}) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) { element.setAttribute(name, value) }
  if (text !== undefined) { element.textContent = text }
  parent?.append(element)
  return element
}

const SVG = "http://www.w3.org/2000/svg"
function draw(parent, viewBox, paths, attributes = {}) {
  const svg = document.createElementNS(SVG, "svg")
  for (const [name, value] of Object.entries({viewBox, "aria-hidden": "true", ...attributes})) {
    svg.setAttribute(name, value)
  }
  for (const {tag = "path", ...shape} of paths) {
    const part = document.createElementNS(SVG, tag)
    for (const [name, value] of Object.entries(shape)) { part.setAttribute(name, value) }
    svg.append(part)
  }
  parent.append(svg)
  return svg
}

function button(parent, text, press, kind = "") {
  const made = make("button", parent, {type: "button", class: `button ${kind}`, text})
  made.addEventListener("click", press)
  return made
}

function select(parent, label, options, value, pick) {
  const shell = make("span", parent, {class: "select"})
  const made = make("select", shell, {"aria-label": label})
  for (const [key, text] of options) { make("option", made, {value: key, text}) }
  made.value = value
  made.addEventListener("change", () => pick(made.value))
  return made
}

// Draws anew and gives the focus back to the control with the same `data-key`.
function redraw(root, paint) {
  const key = root.getRootNode().activeElement?.dataset?.key
  paint()
  if (key) { root.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({preventScroll: true}) }
}
