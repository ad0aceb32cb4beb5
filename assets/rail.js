// The steps, as a list of buttons; the one on show is marked as current.

const MARKS = {done: "✓", active: "●", problem: "!"}

export function render({model}) {
  const list = document.createElement("ol")
  const show = () => {
    const focused = list.contains(list.getRootNode().activeElement)
    list.replaceChildren()
    model.steps.forEach(({key, label, state, state_text}, place) => {
      const button = make("button", make("li", list), {type: "button", class: "step"})
      make("span", button, {class: "number", "aria-hidden": "true"}).textContent = place + 1
      make("span", button, {class: "name"}).textContent = label
      if (MARKS[state]) {
        const attributes = {class: `state ${state}`, role: "img", "aria-label": state_text}
        make("span", button, attributes).textContent = MARKS[state]
      }
      button.addEventListener("click", () => { model.step = key })
      if (key === model.step) {
        button.setAttribute("aria-current", "step")
        if (focused) { button.focus() }
      }
    })
  }
  model.on(["steps", "step"], show)
  show()
  return list
}
