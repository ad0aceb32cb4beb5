// What is loaded, how its text was read, and the way back.
export function render({model}) {
  const root = make("div", null, {class: "file"})
  const paint = () => {
    root.replaceChildren()
    if (model.name_) { make("h2", root, {text: model.name_}) }
    if (model.facts) { make("span", root, {class: "facts quiet", text: model.facts}) }
    const tools = make("div", root, {class: "tools"})
    if (model.lead) { make("span", tools, {class: "lead", text: model.lead}) }
    for (const {key, label, value, options} of model.choices) {
      const field = make("label", tools, {class: "choice"})
      make("span", field, {class: "quiet", text: label})
      const pick = (picked) => model.send_msg({pick: key, value: picked})
      const list = select(field, label, options, value, pick)
      list.dataset.key = key
      list.disabled = model.busy
    }
    if (model.undo) {
      const back = button(tools, model.undo, () => model.send_msg({undo: true}))
      back.dataset.key = "undo"
      back.setAttribute("aria-label", model.undo_name)
      back.title = model.undo_name
    }
  }
  model.on(["name_", "facts", "lead", "choices", "undo", "busy"], () => redraw(root, paint))
  paint()
  return root
}
