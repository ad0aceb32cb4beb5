// A text to copy, folded away.
export function render({model}) {
  const root = make("details", null, {class: "box"})
  root.open = model.open
  make("summary", root, {text: model.words.title})
  const head = make("div", root, {class: "heading"})
  make("span", head, {class: "quiet", text: model.words.about})
  const text = make("pre", root, {tabindex: "0"})
  const code = make("code", text)
  const copy = button(head, model.words.copy, async () => {
    try {
      await navigator.clipboard.writeText(model.code)
      copy.textContent = model.words.copied
      setTimeout(() => { copy.textContent = model.words.copy }, 2000)
    } catch { getSelection().selectAllChildren(text) }
  })
  root.addEventListener("toggle", () => { model.open = root.open })
  const paint = () => { code.textContent = model.code }
  model.on("code", paint)
  paint()
  return root
}
