// The diagram of a network, what it is in words, and how one batch went through it.
const MARKS = {
  passed: [{d: "M5 12.500l4.500 4.500L19 7.500"}],
  problem: [{d: "M8 1.500h8L22.500 8v8L16 22.500H8L1.500 16V8z"}, {d: "M12 7v6M12 16.500v.500"}],
  passing: [{tag: "circle", cx: 12, cy: 12, r: 9, "stroke-dasharray": "4 4"}],
}

export function render({model}) {
  const root = make("section", null, {class: "drawn"})
  const heading = make("div", root, {class: "heading"})
  make("h2", heading, {text: model.words.title})
  const save = button(heading, model.words.save, () => {
    const link = document.createElement("a")
    link.href = URL.createObjectURL(new Blob([model.alone], {type: "image/svg+xml"}))
    link.download = model.words.file
    link.click()
    URL.revokeObjectURL(link.href)
  }, "link")
  const scroll = make("div", root, {class: "scroll"})
  const line = make("p", root, {class: "line"})
  const sum = make("p", root, {class: "sum quiet"})
  const pass = make("p", root, {role: "status"})

  const paint = () => {
    scroll.innerHTML = model.svg
    scroll.hidden = save.hidden = !model.svg
    line.textContent = model.line
    line.hidden = !model.line
    sum.textContent = model.sum
    sum.hidden = !model.sum
    // A box that scrolls must be reachable by keys, one that does not must be no stop on the way.
    requestAnimationFrame(() => {
      if (scroll.scrollWidth > scroll.clientWidth + 1) { scroll.tabIndex = 0 } else { scroll.removeAttribute("tabindex") }
    })
  }
  const tell = () => {
    pass.className = `pass ${model.state}`
    pass.replaceChildren()
    pass.hidden = !model.said
    if (MARKS[model.state]) { draw(pass, "0 0 24 24", MARKS[model.state], {class: "mark"}) }
    make("span", pass, {text: model.said})
  }
  model.on(["svg", "line", "sum"], paint)
  model.on(["state", "said"], tell)
  paint()
  tell()
  new IntersectionObserver(([entry]) => {
    if (model.shown !== entry.isIntersecting) { model.shown = entry.isIntersecting }
  }).observe(root)
  return root
}
