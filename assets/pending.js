// Changes not trained with yet, each with what it would do; the ways back; and, while training,
// the button that applies the optimiser's numbers at once.
export function render({model}) {
  const root = make("section", null, {class: "changes", "aria-label": model.words.list})
  const paint = () => redraw(root, () => {
    root.replaceChildren()
    root.hidden = !model.items.length && !model.can_undo
    if (model.items.length) {
      make("h3", root, {text: model.title, role: "status"})
      const list = make("ul", root)
      for (const one of model.items) {
        const row = make("li", list)
        const said = make("span", row, {class: "said"})
        make("span", said, {class: "label", text: one.label})
        if (one.change) { make("span", said, {class: "change", text: ` ${one.change}`}) }
        make("span", row, {class: `chip ${one.kind}`, text: one.effect, title: one.tip})
      }
    }
    const buttons = make("div", root, {class: "buttons"})
    const press = (name, text, tip, kind = "") => {
      const made = button(buttons, text, () => model.send_msg({press: name}), kind)
      made.dataset.key = name
      if (tip) { made.title = tip; made.setAttribute("aria-description", tip) }
      return made
    }
    if (model.live.length) {
      const apply = press("apply", model.applying ? model.words.applying : model.words.apply, model.live.join(", "), "apply")
      apply.disabled = model.applying
    }
    if (model.can_undo) { press("undo", model.words.undo, model.words.undo_tip) }
    if (model.can_reset) { press("reset", model.words.reset, model.words.reset_tip) }
  })
  model.on(["title", "items", "live", "can_undo", "can_reset", "applying"], paint)
  paint()
  return root
}
