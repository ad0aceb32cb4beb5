// What is worked on and how it stands: in the header, in the tab's title, and read aloud.

export function render({model}) {
  const line = document.createElement("div")
  line.className = "line"
  const subject = make("div", line, {class: "subject"})
  const status = make("button", line, {type: "button", class: "pill"})
  const polite = make("div", line, {class: "live", role: "status", "aria-live": "polite"})
  const assertive = make("div", line, {class: "live", role: "alert", "aria-live": "assertive"})

  const show = () => {
    subject.textContent = model.subject
    subject.hidden = !model.subject
    status.textContent = model.status
    status.hidden = !model.status
    status.className = `pill ${model.kind}`
    if (model.title) { document.title = model.title }
  }
  const say = (region, {text}) => {
    // The same words twice are two announcements, so the region is emptied in between.
    region.textContent = ""
    setTimeout(() => { region.textContent = text }, 50)
  }
  status.addEventListener("click", () => model.send_msg("go"))
  model.on(["subject", "status", "kind", "title"], show)
  model.on("msg:custom", (message) => say(message.at_once ? assertive : polite, message))
  show()
  return line
}
