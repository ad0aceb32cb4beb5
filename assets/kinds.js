// The models that fit, as radio buttons; the others, each with its reason, folded away.
export function render({model}) {
  const root = make("section", null, {class: "kinds"})
  const heading = make("div", root, {class: "heading"})
  make("h2", heading, {id: "task", text: model.words.title})
  const other = button(heading, model.words.other, () => model.send_msg({other: true}), "link")
  other.title = model.words.other_tip
  other.setAttribute("aria-description", model.words.other_tip)
  const body = make("div", root)

  const choice = (list, row) => {
    const label = make("label", list, {class: "kind"})
    const radio = make("input", label, {type: "radio", name: "kind", value: row.key})
    radio.dataset.key = row.key
    radio.checked = row.key === model.value
    radio.addEventListener("change", () => model.send_msg({pick: row.key}))
    const said = make("span", label, {class: "said"})
    make("span", said, {class: "title", text: row.title})
    make("span", said, {class: "about quiet", text: row.about})
    make("span", label, {class: "code quiet", text: row.key})
  }
  let unfolded = null
  const paint = () => redraw(root, () => {
    body.replaceChildren()
    if (model.fitting.length) {
      const list = make("div", body, {class: "fitting", role: "radiogroup", "aria-labelledby": "task"})
      model.fitting.forEach((row) => choice(list, row))
    } else {
      const said = make("p", body, {class: "nothing"})
      make("strong", said, {text: model.words.nothing})
      make("span", said, {text: ` ${model.words.nothing_todo}`})
    }
    if (!model.others.length) { return }
    const fold = make("details", body)
    fold.open = unfolded ?? model.fitting.length === 0
    const summary = make("summary", fold, {text: model.others_title})
    summary.dataset.key = "others"
    summary.addEventListener("click", () => { unfolded = !fold.open })
    const list = make("ul", fold)
    for (const row of model.others) {
      const item = make("li", list)
      make("span", item, {class: "code", text: row.key})
      make("span", item, {text: `${row.reason} ${row.unlock}`})
    }
  })
  model.on(["fitting", "others", "value", "others_title"], paint)
  paint()
  return root
}
