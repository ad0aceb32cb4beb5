// How the rows are shared out: a bar whose edges can be dragged, and the same as numbers.
const MOST = 0.5, LEAST_TRAIN = 0.05

export function render({model}) {
  const words = model.words
  const root = make("section", null, {class: "split", "aria-label": words.title})
  const heading = make("div", root, {class: "heading"})
  make("h2", heading, {text: words.title})
  const chip = make("span", heading, {class: "chip"})
  const bar = make("div", root, {class: "bar"})
  const segments = {}, handles = {}
  for (const part of ["train", "holdout", "test"]) {
    segments[part] = make("div", bar, {class: `part ${part}`, title: words.notes[part]})
    make("span", segments[part], {class: "share"})
    make("span", segments[part], {class: "rows"})
  }
  const fields = make("div", root, {class: "fields"})
  const note = make("p", root, {class: "quiet note"})
  const wrong = make("p", root, {class: "wrong"})

  let shares = {}, dragging = false
  const percent = (share) => `${Math.round(share * 1000) / 10} %`
  const show_bar = () => {
    const train = Math.max(0, 1 - shares.holdout - shares.test)
    const all = {train, holdout: shares.holdout, test: shares.test}
    for (const [part, share] of Object.entries(all)) {
      segments[part].style.flexGrow = share
      segments[part].hidden = share <= 0
      segments[part].firstChild.textContent = `${words.parts[part]} ${percent(share)}`
      segments[part].lastChild.textContent = dragging ? "" : model.rows[part] ?? ""
    }
    for (const [edge, handle] of Object.entries(handles)) {
      const at = edge === "holdout" ? train : 1 - shares.test
      handle.style.left = `${at * 100}%`
      handle.setAttribute("aria-valuenow", Math.round(at * 100))
      handle.setAttribute("aria-valuetext", `${words.parts[edge]} ${percent(shares[edge])}`)
    }
  }
  // The edge before holdout moves holdout; the one before test moves test, holdout giving way.
  const move_to = (edge, at) => {
    const whole = Math.round(at * 100) / 100
    if (edge === "holdout") {
      shares.holdout = Math.min(MOST, Math.max(0, 1 - shares.test - whole), 1 - shares.test - LEAST_TRAIN)
    } else {
      const end = shares.holdout + shares.test
      shares.test = Math.min(MOST, Math.max(0, 1 - whole), end)
      shares.holdout = Math.min(MOST, end - shares.test)
    }
    for (const key of ["holdout", "test"]) { shares[key] = Math.round(shares[key] * 1000) / 1000 }
    show_bar()
  }
  const send = () => model.send_msg({shares: {...shares}})

  for (const edge of ["holdout", "test"]) {
    const handle = make("div", bar, {
      class: "handle", role: "slider", tabindex: "0", "aria-label": words.edges[edge],
      "aria-valuemin": 0, "aria-valuemax": 100, "data-key": `edge/${edge}`,
    })
    handles[edge] = handle
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault()
      handle.focus()
      handle.setPointerCapture(event.pointerId)
      dragging = true
      const box = bar.getBoundingClientRect()
      const move = (moved) => move_to(edge, Math.min(1, Math.max(0, (moved.clientX - box.left) / box.width)))
      handle.addEventListener("pointermove", move)
      const end = () => { handle.removeEventListener("pointermove", move); dragging = false; send() }
      handle.addEventListener("lostpointercapture", end, {once: true})
    })
    handle.addEventListener("keydown", (event) => {
      const by = {ArrowLeft: -0.01, ArrowDown: -0.01, ArrowRight: 0.01, ArrowUp: 0.01, PageDown: -0.1, PageUp: 0.1}[event.key]
      if (!by) { return }
      event.preventDefault()
      const train = 1 - shares.holdout - shares.test
      move_to(edge, (edge === "holdout" ? train : 1 - shares.test) + by)
      clearTimeout(handle.waiting)
      handle.waiting = setTimeout(send, 300)
    })
  }

  const inputs = {}
  const typed = (key, label, unit, about) => {
    const field = make("label", fields, {class: "field", title: about})
    make("span", field, {class: "label", text: label})
    const line = make("span", field, {class: "line"})
    const input = make("input", line, {type: "text", inputmode: "decimal", autocomplete: "off", "data-key": key, "aria-label": label})
    if (unit) { make("span", line, {class: "quiet", text: unit}) }
    const size = make("span", field, {class: "size quiet", id: `size-${key}`})
    const below = make("span", field, {class: "wrong", id: `wrong-${key}`})
    input.setAttribute("aria-describedby", `${size.id} ${below.id}`)
    input.addEventListener("change", () => model.send_msg({set: key, typed: input.value}))
    inputs[key] = {input, below, size}
  }
  typed("holdout", words.parts.holdout, words.percent, words.notes.holdout)
  typed("test", words.parts.test, words.percent, words.notes.test)
  typed("seed", words.seed, "", words.seed_note)
  const keep = make("label", fields, {class: "keep", title: words.keep_note})
  const box = make("input", keep, {type: "checkbox", "data-key": "keep"})
  make("span", keep, {text: words.keep})
  box.addEventListener("change", () => model.send_msg({keep: box.checked}))

  const paint = () => {
    if (!dragging) { shares = {holdout: model.holdout, test: model.test} }
    show_bar()
    for (const [key, {input, below, size}] of Object.entries(inputs)) {
      const problem = model.problems[key] ?? ""
      if (!problem) { input.value = model.typed[key] ?? "" }
      size.textContent = model.rows[key] ?? ""
      input.setAttribute("aria-invalid", String(Boolean(problem)))
      below.textContent = problem
      below.hidden = !problem
    }
    box.checked = model.keep
    note.textContent = model.note
    note.hidden = !model.note
    wrong.textContent = model.problem
    wrong.hidden = !model.problem
    chip.className = `chip ${model.effect}`
    chip.textContent = model.effect_text
    chip.hidden = !model.effect
  }
  model.on(["holdout", "test", "typed", "problems", "rows", "keep", "note", "problem", "effect", "effect_text"], paint)
  paint()
  return root
}
