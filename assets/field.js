// One setting: its label, what a change does, what it means, and the widgets it wraps.
//
// The widgets keep their own accessible names. What a change does is added to them as a
// description, inside their shadow roots, where an aria-describedby could not reach.

const TARGETS = "input:not([aria-hidden=true]), textarea, [role=combobox]"

function inputs(root, found = []) {
  for (const element of root.querySelectorAll("*")) {
    if (element.matches(TARGETS)) { found.push(element) }
    if (element.shadowRoot) { inputs(element.shadowRoot, found) }
  }
  return found
}

function make(tag, name, parent) {
  const element = document.createElement(tag)
  element.className = name
  parent.append(element)
  return element
}

export function render({model}) {
  const field = document.createElement("div")
  field.className = "setting"
  const head = make("div", "head", field)
  const label = make("span", "label", head)
  label.setAttribute("aria-hidden", "true") // the widget's own label is read instead
  const about = make("button", "about", head)
  const chip = make("span", "chip", head)
  const doc = make("p", "doc", field)
  const line = make("div", "line", field)
  const control = make("div", "control", line)
  control.append(model.get_child("control"))
  doc.hidden = true

  about.type = "button"
  about.textContent = "?"
  about.setAttribute("aria-expanded", "false")
  about.addEventListener("click", () => {
    doc.hidden = !doc.hidden
    about.setAttribute("aria-expanded", String(!doc.hidden))
  })
  about.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !doc.hidden) { event.stopPropagation(); about.click() }
  })

  const step = (by) => model.send_msg({step: by})
  const stepper = (by, text) => {
    const button = make("button", "step", line)
    button.type = "button"
    button.textContent = text
    button.addEventListener("click", () => step(by))
    return button
  }
  const fewer = stepper(-1, "−")
  const more = stepper(1, "+")

  field.addEventListener("keydown", (event) => {
    const target = event.composedPath()[0]
    const by = {ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10}[event.key]
    if (!model.arrows || by === undefined || target.type !== "text") { return }
    event.preventDefault()
    step(by)
  })

  const describe = () => {
    const words = [model.effect_sentence, model.doc].filter((part) => part).join(" ")
    for (const input of inputs(control)) { input.setAttribute("aria-description", words) }
  }
  const show = () => {
    label.textContent = model.unit ? `${model.label} (${model.unit})` : model.label
    label.hidden = !model.label
    about.hidden = !model.doc
    about.setAttribute("aria-label", model.about)
    about.title = model.doc
    doc.textContent = model.doc
    chip.className = `chip ${model.effect}`
    chip.textContent = model.effect_text
    chip.title = model.effect_sentence
    chip.hidden = !model.effect
    head.hidden = label.hidden && about.hidden && chip.hidden
    fewer.hidden = more.hidden = !model.steppers
    fewer.setAttribute("aria-label", model.fewer)
    more.setAttribute("aria-label", model.more)
    describe()
  }
  model.on(["label", "unit", "doc", "effect", "effect_text", "effect_sentence"], show)
  field.addEventListener("focusin", describe)
  show()

  // Widgets draw themselves some frames later than this.
  let frames = 0
  const wait = () => {
    describe()
    if (++frames < 60 && inputs(control).length === 0) { requestAnimationFrame(wait) }
  }
  requestAnimationFrame(wait)
  return field
}
