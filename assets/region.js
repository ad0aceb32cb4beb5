// A part of the page with a name and a description for those who do not see it.
export function render({model}) {
  const part = document.createElement("div")
  part.style.width = "100%"
  part.append(model.get_child("content"))
  const show = () => {
    part.setAttribute("role", model.role)
    part.setAttribute("aria-label", model.label)
    part.setAttribute("aria-description", model.description)
    if (model.focusable) { part.tabIndex = 0 }
  }
  model.on(["label", "description"], show)
  show()
  return part
}
