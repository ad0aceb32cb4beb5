// Where data come from: a file dropped or chosen, sent piece by piece, or a sample.
//
// Size is judged before a byte is sent. The next piece waits until the last one has arrived, so
// the share shown is what the server has, and a slow line is never flooded.
const MEGA = 2 ** 20

export function render({model}) {
  const words = model.words
  const root = make("div", null, {class: "source"})
  let sending = null, open = false

  const give = async (files) => {
    if (sending || model.busy || files.length === 0) { return }
    if (files.length > 1) { model.send_msg({several: files.length}); return }
    const file = files[0]
    if (file.size > model.most) { model.send_msg({refuse: file.name, size: file.size}); return }
    sending = {file, at: 0, id: `${Date.now()}`}
    paint()
    model.send_msg({start: file.name, size: file.size, id: sending.id})
    if (file.size === 0) { sending = null; paint(); return }
    send()
  }
  const send = async () => {
    const {file, at, id} = sending
    const data = await file.slice(at, at + model.piece).arrayBuffer().catch(() => null)
    if (!sending) { return }
    if (data === null) { stop({failed: id}); return }
    model.send_msg({piece: at, id, data})
  }
  const stop = (message) => { sending = null; model.send_msg(message); paint() }
  model.on("msg:custom", (message) => {
    if (!sending || message.id !== sending.id) { return }
    sending.at = message.arrived
    if (message.arrived < 0 || sending.at >= sending.file.size) { sending = null; paint() }
    else { show_share(); send() }
  })

  const input = make("input", root, {type: "file", tabindex: "-1", "aria-label": words.choose})
  input.hidden = true
  input.addEventListener("change", () => { give([...input.files]); input.value = "" })
  const body = make("div", root)

  let bar, line
  const show_share = () => {
    const {file, at} = sending
    const mega = (bytes) => (bytes / MEGA).toFixed(bytes < 10 * MEGA ? 1 : 0)
    const said = {name: file.name, done: mega(at), all: mega(file.size)}
    line.textContent = words.uploading.replace(/\{(\w+)\}/g, (_, key) => said[key])
    bar.value = file.size ? at / file.size : 1
    bar.setAttribute("aria-valuetext", line.textContent)
  }
  const waiting = (parent) => {
    const wait = make("div", parent, {class: "wait"})
    if (sending) {
      line = make("p", wait, {class: "line"})
      bar = make("progress", wait, {max: 1, "aria-label": sending.file.name})
      button(wait, words.cancel, () => stop({cancel: true})).dataset.key = "cancel"
      show_share()
    } else {
      make("span", wait, {class: "spinner", "aria-hidden": "true"})
      make("p", wait, {class: "line", text: model.busy})
    }
  }
  const choosing = (parent, text, kind) => {
    const made = button(parent, text, () => input.click(), kind)
    made.dataset.key = "choose"
    return made
  }
  const cards = (parent) => {
    const list = make("ul", parent, {class: "samples"})
    for (const sample of model.samples) {
      const card = make("li", list)
      const press = () => { if (!model.busy && !sending) { open = false; model.send_msg({sample: sample.name}) } }
      const made = button(card, "", press, "sample")
      make("strong", made, {text: sample.title})
      make("span", made, {class: "about", text: sample.sentence})
      make("span", made, {class: "licence", text: sample.licence})
    }
    return list
  }
  const empty = () => {
    const area = make("div", body, {class: "area"})
    if (model.busy || sending) { waiting(area); return }
    draw(area, "0 0 48 48", [{d: "M24 32V10M15 18l9-9 9 9M8 30v9h32v-9"}], {class: "arrow"})
    make("p", area, {class: "none", text: words.empty})
    make("p", area, {class: "bring", text: words.drop})
    choosing(area, words.choose, "filled")
    make("p", area, {class: "quiet", text: `${words.limit} · ${words.kinds}`})
    make("p", area, {class: "private", text: words.private})
    make("h2", body, {text: words.samples_first})
    cards(body)
  }
  const compact = () => {
    const strip = make("div", body, {class: "strip"})
    if (model.busy || sending) { waiting(strip); return }
    choosing(strip, words.choose_other, "")
    const samples = button(strip, words.other_sample, () => { open = !open; paint() })
    samples.dataset.key = "samples"
    samples.setAttribute("aria-expanded", String(open))
    make("span", strip, {class: "quiet", text: `${words.drop_other} · ${words.limit} · ${words.private}`})
    if (model.note) { make("p", body, {class: "quiet note", text: model.note}) }
    if (open) { cards(body) }
  }
  const paint = () => redraw(root, () => {
    body.replaceChildren()
    model.loaded ? compact() : empty()
    root.setAttribute("aria-busy", String(Boolean(model.busy || sending)))
  })

  let over = 0
  const lit = (by) => { over = by === 0 ? 0 : over + by; root.classList.toggle("over", over > 0) }
  const files = (event) => event.dataTransfer?.types?.includes("Files")
  root.addEventListener("dragenter", (event) => { if (files(event)) { event.preventDefault(); lit(1) } })
  root.addEventListener("dragleave", (event) => { if (files(event)) { lit(-1) } })
  root.addEventListener("dragover", (event) => { if (files(event)) { event.preventDefault() } })
  root.addEventListener("drop", (event) => {
    event.preventDefault()
    lit(0)
    give([...event.dataTransfer.files])
  })
  model.on(["loaded", "busy", "note"], paint)
  paint()
  return root
}
