// How far training is: words, a bar, the best epoch. One progressbar for those who listen.

export function render({model}) {
  const line = document.createElement("div")
  line.className = "progress"
  const make = (name, parent = line) => {
    const part = document.createElement("div")
    part.className = name
    parent.append(part)
    return part
  }
  const said = make("said")
  const track = make("track")
  const fill = make("fill", track)
  const rest = make("rest")
  track.setAttribute("role", "progressbar")
  track.setAttribute("aria-label", model.label)
  track.setAttribute("aria-valuemin", "0")

  const show = () => {
    said.textContent = model.said
    rest.textContent = model.rest
    track.hidden = !model.goal
    track.setAttribute("aria-valuemax", String(model.goal || 1))
    track.setAttribute("aria-valuenow", String(model.done))
    track.setAttribute("aria-valuetext", model.said)
    fill.style.width = `${Math.min(100, 100 * model.done / (model.goal || 1))}%`
    line.dataset.status = model.status
  }
  model.on(["said", "rest", "done", "goal", "status"], show)
  show()
  return line
}
