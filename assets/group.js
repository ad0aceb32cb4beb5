// Settings folded away under a title that says how they stand.
export function render({model}) {
  const root = make("details", null, {class: "fold"})
  root.open = model.open
  const summary = make("summary", root)
  const title = make("span", summary, {class: "title"})
  const says = make("span", summary, {class: "says quiet"})
  draw(summary, "0 0 24 24", [{d: "M7 10l5 5 5-5"}], {class: "arrow"})
  make("div", root, {class: "content"}).append(model.get_child("content"))
  root.addEventListener("toggle", () => { if (model.open !== root.open) { model.open = root.open } })
  const paint = () => {
    title.textContent = model.title
    says.textContent = model.says
    root.open = model.open
  }
  model.on(["title", "says", "open"], paint)
  paint()
  return root
}
