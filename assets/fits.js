// Which models fit the data; for the others the one reason, and the change that would help.
export function render({model}) {
  const root = make("section", null, {class: "fits", "aria-label": model.words.title})
  const heading = make("div", root, {class: "heading"})
  make("h2", heading, {text: model.words.title})
  make("span", heading, {class: "quiet", text: model.words.about})
  const list = make("ul", root)
  const MARKS = {yes: [{d: "M5 12.500l4.500 4.500L19 7.500"}], no: [{d: "M7 7l10 10M17 7 7 17"}]}
  const paint = () => redraw(root, () => {
    list.replaceChildren()
    model.matches.forEach((match, at) => {
      const row = make("li", list, {class: match.fits ? "yes" : "no"})
      const mark = make("span", row, {class: "mark", role: "img", "aria-label": match.fits ? model.words.yes : model.words.no})
      draw(mark, "0 0 24 24", match.fits ? MARKS.yes : MARKS.no)
      make("span", row, {class: "model", text: match.name})
      const why = make("div", row, {class: "why"})
      make("span", why, {text: match.reason})
      if (match.unlock) { make("span", why, {text: ` ${match.unlock}`}) }
      if (match.action) {
        const press = () => model.send_msg({unlock: match.model})
        button(row, match.action, press).dataset.key = match.model
        row.lastElementChild.setAttribute("aria-description", match.name)
      }
    })
  })
  model.on("matches", paint)
  paint()
  return root
}
