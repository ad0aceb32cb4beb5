// The columns of a table side by side, each a card with its role, meaning, spread and first rows.
//
// A card holds one column from top to bottom, so that the order of reading and of the Tab key
// is column by column; on a narrow screen the cards stand below each other.
const HEIGHT = 44

function sketch(parent, column) {
  const shape = make("div", parent, {class: column.bars.length ? "shape" : "shape bare"})
  if (column.bars.length) {
    const wide = 100 / column.bars.length
    const gap = column.apart ? wide * 0.25 : wide * 0.06
    draw(shape, `0 0 100 ${HEIGHT}`, column.bars.map((share, at) => {
      const tall = share ? Math.max(share * HEIGHT, 1.5) : 0
      return {tag: "rect", x: at * wide + gap / 2, y: HEIGHT - tall, width: wide - gap, height: tall}
    }), {preserveAspectRatio: "none"})
  }
  make("p", parent, {class: "says", text: column.says, title: column.says})
}

function first_rows(parent, column, words) {
  const list = make("ol", parent, {class: "first", "aria-label": words.first})
  for (const address of column.pictures) {
    make("img", make("li", list, {class: "picture"}), {src: address, alt: ""})
  }
  for (const cell of column.first) {
    const item = make("li", list, cell === "" ? {class: "gap", text: words.gap} : {text: cell})
    item.title = item.textContent
  }
}

export function render({model}) {
  const words = model.words
  const root = make("section", null, {class: "columns", "aria-label": words.columns})
  const heading = make("div", root, {class: "heading"})
  make("h2", heading, {text: words.columns})
  const summary = make("span", heading, {class: "quiet"})
  const chip = make("span", heading, {class: "chip"})
  const find = make("input", heading, {type: "search", placeholder: words.find, "aria-label": words.find})
  const box = make("div", root, {class: "box", tabindex: "0", role: "group", "aria-label": words.columns})
  const cards = make("ol", box, {class: "cards"})
  const none = make("p", box, {class: "quiet none", text: words.none})
  const foot = make("div", root, {class: "foot"})
  const help = make("details", root, {class: "help"})
  make("summary", help, {text: words.glossary_title})
  const terms = make("dl", help)
  for (const [term, meaning] of words.glossary) {
    make("dt", terms, {text: term})
    make("dd", terms, {text: meaning})
  }

  let waiting
  find.addEventListener("input", () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => { box.scrollLeft = 0; model.send_msg({find: find.value}) }, 200)
  })

  const setting = (card, column, what, label, name, options, value) => {
    const field = make("div", card, {class: "setting"})
    make("span", field, {class: "label", "aria-hidden": "true", text: label})
    const pick = (picked) => model.send_msg({column: column.place, name: column.name, what, value: picked})
    const list = select(field, name, options, value, pick)
    list.dataset.key = `${column.place}/${what}`
    return list
  }
  const card = (column) => {
    const made = make("li", cards, {class: `card ${column.role}`})
    const head = make("div", made, {class: "name", title: column.name})
    make("span", head, {text: column.name})
    setting(made, column, "role", words.role, column.role_name, column.roles, column.role)
    const meaning = setting(made, column, "meaning", words.meaning, column.meaning_name, column.meanings, column.meaning)
    if (column.problem) {
      meaning.setAttribute("aria-invalid", "true")
      meaning.setAttribute("aria-description", column.problem)
      make("p", made, {class: "wrong", text: column.problem})
    }
    sketch(made, column)
    make("p", made, {class: column.missing ? "missing some" : "missing", text: column.missing_text})
    first_rows(made, column, words)
  }
  const paint = () => redraw(root, () => {
    const at = box.scrollLeft
    cards.replaceChildren()
    for (const column of model.columns) { card(column) }
    box.style.maxWidth = `max(340px, ${model.columns.length * 300}px)`
    none.hidden = model.columns.length > 0
    box.scrollLeft = at
    summary.textContent = model.summary
    chip.className = `chip ${model.effect}`
    chip.textContent = model.effect_text
    chip.hidden = !model.effect
    find.hidden = !model.searchable
    foot.replaceChildren()
    foot.hidden = !model.shown_text
    make("span", foot, {class: "quiet", text: model.shown_text})
    if (model.more_text) {
      button(foot, model.more_text, () => model.send_msg({more: true})).dataset.key = "more"
    }
  })
  model.on(["columns", "summary", "effect", "effect_text", "shown_text", "more_text", "searchable"], paint)
  model.on("turn", () => { find.value = ""; box.scrollLeft = 0 })
  paint()
  return root
}
