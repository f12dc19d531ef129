// The words: the readout's numbers, the verdict, the long sentence as speech and folded, and the message about an input.
const PAUSE = 500; // ms of rest before a sentence is spoken

// A text with some of its words in colours of their own.
function inColours(text, tones) {
  const found = Object.keys(tones).filter((words) => !words.startsWith("#") && text.includes(words));
  found.sort((one, other) => text.indexOf(one) - text.indexOf(other));
  const nodes = [];
  let rest = text;
  for (const words of found) {
    const at = rest.indexOf(words);
    if (at < 0) continue;
    // the canvas has said the text already: here only what can be lit is there for a screen reader
    const span = spanOf(words, "tone", { tabindex: "0", role: "button", "aria-description": "shown on the picture" });
    span.style.color = tones[words];
    nodes.push(spanOf(rest.slice(0, at), "", { "aria-hidden": "true" }), span);
    rest = rest.slice(at + words.length);
  }
  return [...nodes, spanOf(rest, "", { "aria-hidden": "true" })];
}

function spanOf(text, className, attributes) {
  const span = Object.assign(document.createElement("span"), { className, textContent: text });
  for (const [name, value] of Object.entries(attributes)) span.setAttribute(name, value);
  return span;
}

function makeWords(stage) {
  const { model, root } = stage;
  const readout = element(root, "div", "readout", { role: "group", "aria-label": "numbers" });
  const caption = element(root, "figcaption", "");
  const message = element(root, "p", "message", { role: "alert" });
  const folded = element(root, "details", "folded");
  element(folded, "summary", "").textContent = "In words";
  const sentence = element(folded, "p", "sentence", { id: `hesskit-${Math.random().toString(36).slice(2)}` });
  const spoken = element(root, "p", "spoken", { "aria-live": "polite" });
  const words = {};
  let [slots, told, coloured, timer, tall] = [[], null, "", 0, 0];
  stage.picture.canvas.setAttribute("aria-describedby", sentence.id);

  words.furnish = () => {
    readout.innerHTML = model.get("readout");
    slots = [...readout.querySelectorAll("[data-slot]")];
    told = null;
  };
  words.tell = (frame) => {
    if (told === frame) return;
    told = frame;
    const [said, tones] = [frame.caption ?? frame.sentence, frame.tones ?? {}]; // recordings of before have neither
    const verdict = JSON.stringify([said, tones]);
    if (coloured !== verdict) {
      coloured = verdict;
      const held = [...caption.children].indexOf(document.activeElement);
      caption.replaceChildren(...inColours(said, tones));
      caption.children[held]?.focus();
      put(stage.picture.canvas, "aria-label", said);
    }
    if (sentence.textContent !== frame.sentence) sentence.textContent = frame.sentence;
    words.warn(frame.message);
    for (const slot of slots) {
      const name = slot.dataset.slot;
      const text = frame.numbers[name];
      if (text === undefined) continue;
      const tone = tones[`#${name}`] ?? "";
      if (slot.dataset.tone !== tone) slot.style.color = slot.dataset.tone = tone;
      if (slot.textContent === text) continue;
      // an entry that changes its sign says so
      if (flips(slot.textContent, text) && !CALM.matches) slot.animate([{ background: "#f5a62399" }, { background: "transparent" }], 900);
      slot.textContent = text;
    }
    stage.pointer?.follow();
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (spoken.textContent !== frame.sentence) spoken.textContent = frame.sentence;
    }, PAUSE);
  };
  words.warn = (text) => {
    if (message.textContent !== text) message.textContent = text;
  };
  // a verdict that shrank and grew would push the page up and down under the hand
  const settling = new ResizeObserver(() => {
    if (caption.offsetHeight > tall) caption.style.minHeight = `${(tall = caption.offsetHeight)}px`;
  });
  settling.observe(caption);
  words.loosen = () => {
    caption.style.minHeight = `${(tall = 0)}px`;
  };
  words.stop = () => {
    settling.disconnect();
    clearTimeout(timer);
  };
  return words;
}
