// Shows stages in a page without Jupyter: each gets a model that holds its state and has no kernel to ask.
// `hesskitStage` (the stage's own script) comes before this one; the states come as scripts too, for a page opened from
// a disk may not fetch files.
window.hesskitStates = window.hesskitStates || {};
window.hesskit = (() => {
  const bytesOf = (text) => {
    const raw = atob(text);
    const bytes = new Uint8Array(raw.length);
    for (let index = 0; index < raw.length; index += 1) bytes[index] = raw.charCodeAt(index);
    return new DataView(bytes.buffer);
  };
  function modelOf({ state, buffers }) {
    for (const { path, data } of buffers) {
      const owner = path.slice(0, -1).reduce((inner, key) => inner[key], state);
      owner[path[path.length - 1]] = bytesOf(data);
    }
    const nothing = () => {};
    return { get: (name) => state[name], set: nothing, save_changes: nothing, send: nothing, on: nothing, off: nothing };
  }
  function show(holder) {
    const known = window.hesskitStates[holder.dataset.stage];
    if (!known || holder.dataset.shown) return;
    holder.dataset.shown = "yes";
    holder.replaceChildren();
    window.hesskitStage.render({ model: modelOf(known), el: holder });
    delete window.hesskitStates[holder.dataset.stage];
  }
  const showAll = (root = document) => root.querySelectorAll("[data-stage]").forEach(show);
  return { show, showAll };
})();
