// The frame of the page: landmarks, skip links, drawer and theme. What changes often stands in
// parts of their own, because every message to a part that has children walks all of them.

const LOGO = `<svg viewBox="0 0 26 26" aria-hidden="true" fill="none">
  <path d="M3 4v18h20" stroke="currentColor" stroke-width="2" stroke-linecap="round" opacity=".55"/>
  <path d="M5 6c3 9 6 11 9 11.500" stroke="var(--epochlab-primary)" stroke-width="3" stroke-linecap="round"/>
  <path d="M14 17.500c3 .500 5 .500 8 .500" stroke="var(--epochlab-again)" stroke-width="3" stroke-linecap="round"/>
</svg>`
const ICONS = {
  system: '<svg viewBox="0 0 24 24"><circle cx="12" cy="12" r="8"/><path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor"/></svg>',
  light: '<svg viewBox="0 0 24 24"><circle cx="12" cy="12" r="4"/><path d="M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2"/></svg>',
  dark: '<svg viewBox="0 0 24 24"><path d="M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z"/></svg>',
  settings: '<svg viewBox="0 0 24 24"><path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/></svg>',
  close: '<svg viewBox="0 0 24 24"><path d="M6 6l12 12M18 6L6 18"/></svg>',
}
const WIDTHS = {least: 280, most: 480, usual: 340}

const remembered = (key, otherwise) => {
  try { return localStorage.getItem(`epochlab-${key}`) ?? otherwise } catch { return otherwise }
}
const remember = (key, value) => {
  try { localStorage.setItem(`epochlab-${key}`, value) } catch { /* private windows refuse */ }
}

export function render({model, el}) {
  // The page around us calls all of this its main part; our own main is the real one.
  el.closest("main")?.setAttribute("role", "none")
  const words = model.words
  const frame = document.createElement("div")
  frame.className = "frame"
  const parts = {}

  const skip = (text, target) => {
    const link = make("a", frame, {class: "skip", href: "#"})
    link.textContent = text
    link.addEventListener("click", (event) => { event.preventDefault(); parts[target].focus() })
  }
  skip(words.skip_main, "main")
  skip(words.skip_run, "run")

  const header = make("header", frame)
  const product = make("div", header, {class: "product"})
  product.innerHTML = LOGO
  make("span", product).textContent = words.product
  make("div", header, {class: "status"}).append(model.get_child("status"))
  make("div", header, {class: "slot"}).append(model.get_child("header"))
  const theme = make("button", header, {type: "button", class: "tool"})
  const opener = make("button", header, {type: "button", class: "tool"})
  opener.innerHTML = ICONS.settings

  make("nav", frame, {"aria-label": words.steps}).append(model.get_child("rail"))
  parts.main = make("main", frame, {tabindex: "-1"})
  parts.main.append(model.get_child("main"))
  parts.run = make("section", frame, {class: "run", "aria-label": words.run, tabindex: "-1"})
  parts.run.append(model.get_child("run"))
  const aside = make("aside", frame, {"aria-label": words.settings})
  const divider = make("div", aside, {
    class: "divider", role: "separator", tabindex: "0", "aria-orientation": "vertical",
    "aria-label": words.resize, "aria-valuemin": WIDTHS.least, "aria-valuemax": WIDTHS.most,
  })
  const head = make("div", aside, {class: "drawer-head"})
  make("h2", head).textContent = words.settings
  const closer = make("button", head, {type: "button", class: "tool", "aria-label": words.hide})
  closer.innerHTML = ICONS.close
  make("div", aside, {class: "drawer-body"}).append(model.get_child("drawer"))

  let opened_by = null
  const narrow = matchMedia("(max-width: 1199px)")
  let open = narrow.matches ? false : remembered("drawer", "open") === "open"
  const show_drawer = () => {
    aside.hidden = !(model.has_drawer && open)
    opener.hidden = !model.has_drawer
    opener.setAttribute("aria-label", open ? words.hide : words.show)
    opener.setAttribute("aria-expanded", String(open))
    opener.title = open ? words.hide : words.show
  }
  const toggle = () => {
    open = !open
    if (!narrow.matches) { remember("drawer", open ? "open" : "closed") }
    show_drawer()
    if (open && narrow.matches) { opened_by = opener; closer.focus() }
    if (!open && opened_by) { opened_by.focus(); opened_by = null }
    window.dispatchEvent(new Event("resize"))
  }
  opener.addEventListener("click", toggle)
  closer.addEventListener("click", () => { opened_by = opener; toggle() })
  aside.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && narrow.matches) { opened_by = opener; toggle() }
  })
  narrow.addEventListener("change", () => { open = !narrow.matches; show_drawer() })

  const set_width = (width) => {
    const kept = Math.min(WIDTHS.most, Math.max(WIDTHS.least, Math.round(width)))
    aside.style.width = `${kept}px`
    divider.setAttribute("aria-valuenow", kept)
    remember("drawer-width", kept)
  }
  set_width(Number(remembered("drawer-width", WIDTHS.usual)) || WIDTHS.usual)
  divider.addEventListener("keydown", (event) => {
    const by = {ArrowLeft: 20, ArrowRight: -20}[event.key]
    if (by) { event.preventDefault(); set_width(aside.offsetWidth + by) }
  })
  divider.addEventListener("pointerdown", (event) => {
    divider.setPointerCapture(event.pointerId)
    const from = event.clientX + aside.offsetWidth
    const move = (moved) => set_width(from - moved.clientX)
    divider.addEventListener("pointermove", move)
    divider.addEventListener("pointerup", () => divider.removeEventListener("pointermove", move), {once: true})
  })

  const system = matchMedia("(prefers-color-scheme: dark)")
  let choice = remembered("theme", "system")
  const show_theme = () => {
    const dark = choice === "system" ? system.matches : choice === "dark"
    document.documentElement.dataset.theme = dark ? "dark" : "light"
    theme.innerHTML = ICONS[choice]
    theme.setAttribute("aria-label", words.themes[choice])
    theme.title = words.themes[choice]
    if (model.dark !== dark) { model.dark = dark }
  }
  theme.addEventListener("click", () => {
    choice = {system: system.matches ? "light" : "dark", light: "dark", dark: "light"}[choice]
    remember("theme", choice)
    show_theme()
  })
  system.addEventListener("change", show_theme)

  model.on("has_drawer", show_drawer)
  show_drawer()
  show_theme()
  return frame
}
