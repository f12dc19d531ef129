// The room's window and the speaker's: what is turned in one turns in the other. They post messages to each other and to no
// other window, which works from a disk too, where two windows share nothing.
(() => {
  const speaker = new URLSearchParams(window.location.search).has("receiver");
  const room = speaker ? window.parent.opener : null; // reveal's notes are a window of the room's, the slides frames in it
  const others = new Set(room ? [room] : []);
  const turned = {}; // the places of the dials, by the stage's name
  const tell = (places, whom) => whom.postMessage({ hesskitTurned: places }, "*");
  const ours = (source) => (speaker ? source === room : source?.parent?.opener === window);
  document.addEventListener(
    "hesskit-turned",
    ({ target, detail }) => {
      const name = target.closest("[data-stage]").dataset.stage;
      turned[name] = detail;
      others.forEach((other) => tell({ [name]: detail }, other));
    },
    true,
  );
  window.addEventListener("message", ({ data, source }) => {
    if (!data?.hesskitTurned || !ours(source)) return;
    if (!others.has(source)) tell(turned, source); // the speaker's window has just opened
    others.add(source);
    Object.assign(turned, data.hesskitTurned);
    for (const [name, detail] of Object.entries(data.hesskitTurned)) {
      const stage = document.querySelector(`[data-stage="${CSS.escape(name)}"] .hesskit-stage`);
      stage?.dispatchEvent(new CustomEvent("hesskit-turn", { detail }));
    }
    others.forEach((other) => other !== source && tell(data.hesskitTurned, other));
  });
  if (room) window.deckReady.then(() => tell({}, room));
})();
