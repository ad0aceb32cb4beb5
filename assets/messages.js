// Messages in three parts, the gravest first; beyond a few, the rest on request.
const AT_FIRST = 4
const ICONS = {
  problem: [{d: "M8 1.500h8L22.500 8v8L16 22.500H8L1.500 16V8z"}, {d: "M12 7v6M12 16.500v.500"}],
  careful: [{d: "M12 2.500 22.500 21h-21z"}, {d: "M12 9v6M12 17.500v.500"}],
  note: [{tag: "circle", cx: 12, cy: 12, r: 10}, {d: "M12 11v6M12 7v.500"}],
}

export function render({model}) {
  const root = make("div", null, {class: "messages"})
  let all = false

  const message = (list, item, at) => {
    const row = make("li", list, {class: item.grade})
    draw(row, "0 0 24 24", ICONS[item.grade], {class: "icon"})
    const body = make("div", row, {class: "body"})
    const said = make("p", body)
    make("strong", said, {class: "word", text: item.word})
    make("span", said, {class: "happened", text: ` ${item.happened}`})
    make("span", said, {class: "rest", text: ` ${item.kept} ${item.todo}`})
    if (item.actions.length) {
      const actions = make("div", body, {class: "actions"})
      for (const label of item.actions) {
        const press = () => model.send_msg({press: at, label})
        button(actions, label, press).dataset.key = `${at}/${label}`
      }
    }
    if (item.details) {
      const details = make("details", body)
      make("summary", details, {text: model.words.details})
      make("pre", details, {text: item.details, tabindex: "0"})
      const copy = button(details, model.words.copy, async () => {
        try {
          await navigator.clipboard.writeText(item.details)
          copy.textContent = model.words.copied
        } catch { getSelection().selectAllChildren(details.querySelector("pre")) }
      })
    }
    if (item.closable) {
      const close = button(row, "", () => model.send_msg({close: at}), "close")
      close.setAttribute("aria-label", model.words.close)
      close.title = model.words.close
      draw(close, "0 0 24 24", [{d: "M6 6l12 12M18 6 6 18"}], {class: "icon"})
    }
  }
  const paint = () => {
    root.replaceChildren()
    root.hidden = model.items.length === 0
    const list = make("ul", root, {"aria-label": model.words.list})
    const few = all || model.items.length <= AT_FIRST + 1
    model.items.slice(0, few ? undefined : AT_FIRST).forEach((item, at) => message(list, item, at))
    if (!few) {
      const text = model.words.more.replace("{n}", model.items.length - AT_FIRST)
      button(root, text, () => { all = true; paint() }, "link")
    }
  }
  model.on("items", () => redraw(root, paint))
  paint()
  return root
}
