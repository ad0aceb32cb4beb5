// A part of the page with a role and a name for those who do not see it.
export function render({model}) {
  const part = document.createElement("div")
  part.style.width = "100%"
  part.setAttribute("role", model.role)
  part.setAttribute("aria-label", model.label)
  if (model.focusable) { part.tabIndex = 0 }
  part.append(model.get_child("content"))
  return part
}
