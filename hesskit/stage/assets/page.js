// The page: making its elements, and whether it is dark.
function element(parent, tag, className, attributes = {}) {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  parent.append(made);
  return made;
}

// what is not written anew spares the page a look at it
function put(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}
function reveal(node, shown) {
  if (node.hidden === shown) node.hidden = !shown;
}
// a transform moves a part without a new layout of the page
function carry(node, transform) {
  if (node.carried !== transform) node.style.transform = node.carried = transform;
}

// whether the reader asked for no motion
const CALM = window.matchMedia("(prefers-reduced-motion: reduce)");

// −1, 0 or 1 for a text that is a number and nothing else; 0 for any other
function signOf(text) {
  if (!/^[+−-]?\d[\d.,·⁰¹²³⁴-⁹⁻−\s]*$/.test(text ?? "") || !/[1-9]/.test(text)) return 0;
  return /^[−-]/.test(text) ? -1 : 1;
}
const flips = (before, after) => signOf(before) * signOf(after) < 0;

function isDark() {
  return document.body.dataset.jpThemeLight === "false";
}
