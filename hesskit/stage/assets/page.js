// The page: making its elements, and whether it is dark.
function element(parent, tag, className, attributes = {}) {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  parent.append(made);
  return made;
}

function isDark() {
  return document.body.dataset.jpThemeLight === "false";
}
