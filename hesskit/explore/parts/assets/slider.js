// A slider that shows exactly what the kernel set: only a hand's or a key's own move goes to a step of the scale.
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const DIGITS = 3;

// on a tie JavaScript rounds away from zero, Python to the even digit: 1.125 is 1.12
function rounded(value) {
  const [text, more] = [DIGITS, DIGITS + 1].map((digits) => value.toPrecision(digits));
  const tie = Number(more) === value && /5(e|$)/.test(more) && Number.isInteger(value * 2 ** 16);
  return tie && /[13579](e|$)/.test(text) ? (value * (1 - 1e-9)).toPrecision(DIGITS) : text;
}

// as hesskit.explore.parts.labels.number says it
function number(value) {
  if (value === 0) return "0";
  let [mantissa, exponent] = rounded(value).split("e");
  if (exponent === undefined && Math.abs(value) < 1e-4) [mantissa, exponent] = value.toExponential(DIGITS - 1).split("e");
  if (exponent !== undefined && Number(exponent) > 0 && Math.abs(value) < 99999.5) [mantissa, exponent] = [value.toFixed(0), undefined];
  let text = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  if (exponent !== undefined) {
    const power = `10${Number(exponent) < 0 ? "⁻" : ""}${[...String(Math.abs(exponent))].map((digit) => RAISED[digit]).join("")}`;
    text = { 1: power, "-1": `-${power}` }[text] ?? `${text}·${power}`;
  }
  return text.replace("-", "−");
}

// what is typed: 0.05, 1/6, −2, 1e-3, 1,5
function readNumber(text) {
  const parts = text.trim().replaceAll("−", "-").replace(",", ".").split("/");
  const numbers = parts.map((part) => (part.trim() === "" ? NaN : Number(part)));
  return parts.length <= 2 ? numbers.reduce((above, below) => above / below) : NaN;
}

// a value's place on the scale, which may be of powers of ten, and back
function makeScale(model) {
  const texts = model.get("_options_labels"); // a slider over a few values is one over their places
  if (texts) {
    const clamp = (place) => Math.min(Math.max(place, 0), texts.length - 1);
    return { low: 0, high: texts.length - 1, step: 1, place: (place) => place, value: Math.round, nearest: Math.round, clamp, texts };
  }
  const base = model.get("base");
  const [low, high, step] = ["min", "max", "step"].map((name) => model.get(name));
  const clamp = (place) => Math.min(Math.max(place, low), high);
  return {
    low, high, step,
    place: (value) => clamp(base ? Math.log(value) / Math.log(base) : value),
    value: (place) => Number((base ? base ** place : place).toPrecision(12)),
    nearest: (place) => clamp(low + step * Math.round((place - low) / step)),
    clamp,
  };
}

const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };

function render({ model, el }) {
  el.classList.add("hesskit-slider");
  const label = document.createElement("label");
  const [bar, box] = [document.createElement("input"), document.createElement("input")];
  bar.type = "range";
  bar.step = "any"; // or the browser would round
  box.type = "text";
  box.inputMode = "decimal";
  label.append(Object.assign(document.createElement("span"), { className: "name" }), bar);
  el.append(label, box);
  let scale = makeScale(model);
  const held = scale.texts ? "index" : "value";
  box.readOnly = Boolean(scale.texts);

  function show() {
    scale = makeScale(model);
    const [value, name] = [model.get(held), model.get("description")];
    const whole = /0f|d/.test(model.get("readout_format") ?? "");
    label.firstChild.textContent = name;
    if (scale.texts) box.style.width = `${Math.max(6, 1 + 0.55 * Math.max(...scale.texts.map((each) => each.length)))}em`;
    [bar.min, bar.max, bar.value] = [scale.low, scale.high, scale.place(value)];
    bar.disabled = box.disabled = model.get("disabled");
    const text = scale.texts?.[value] ?? (whole ? number(Math.round(value)) : number(value));
    bar.setAttribute("aria-valuetext", text);
    box.setAttribute("aria-label", `${name}, as a number`);
    if (document.activeElement !== box) box.value = text;
  }
  function set(value) {
    model.set(held, value);
    model.save_changes();
  }
  const move = (place) => set(scale.value(scale.nearest(place)));
  bar.addEventListener("input", () => move(Number(bar.value)));
  bar.addEventListener("keydown", (event) => {
    const steps = KEYS[event.key];
    if (!steps || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(scale.clamp(scale.place(model.get(held)) + steps * scale.step));
  });
  function accept() {
    if (scale.texts) return;
    const [typed, said] = [readNumber(box.value), bar.getAttribute("aria-valuetext")];
    // what only repeats the rounded text says nothing new
    if (box.value !== said && Number.isFinite(typed) && (typed > 0 || !model.get("base"))) set(scale.value(scale.place(typed)));
    box.value = bar.getAttribute("aria-valuetext"); // as `show` has just said it
  }
  box.addEventListener("focus", () => box.select());
  box.addEventListener("blur", accept);
  box.addEventListener("keydown", (event) => event.key === "Enter" && accept());
  const watched = "change:value change:index change:min change:max change:step change:description change:disabled";
  model.on(watched, show);
  show();
  return () => model.off(watched, show);
}

export default { render };
