// The line to the kernel: one message in flight, the newest wins.
function makeLine(model, player, onSilence) {
  const name = Math.random().toString(36).slice(2);
  const line = { count: 0, flying: null, silent: false, waiting: null, timer: 0 };
  line.post = (message) => {
    if (player.active() && message.type !== "view") {
      player.play(message);
      return;
    }
    const before = line.waiting;
    if (before && before.type === "nudge" && message.type === "nudge" && before.handle === message.handle)
      message = { ...message, right: message.right + before.right, up: message.up + before.up };
    // a theme or a ratio must not be lost to a drag that comes after it
    if (before && before.type === "view" && message.type !== "view") line.after = message;
    else line.waiting = message;
    line.flush();
  };
  line.flush = () => {
    // a message without an answer for long may be lost: the next input tries again
    if ((line.flying && !line.silent) || !line.waiting) return;
    line.count += 1;
    line.flying = `${name}:${line.count}`;
    const message = { ...line.waiting, seq: line.flying };
    line.waiting = line.after ?? null;
    line.after = null;
    line.silent = false;
    clearTimeout(line.timer);
    line.timer = setTimeout(() => {
      line.silent = true;
      // a page that only looks has asked for nothing
      if (message.type !== "view") onSilence();
    }, model.get("patience"));
    model.send(message);
  };
  // what a learner did here comes before what they do next elsewhere (a Reset): it must leave before that does
  line.hurry = () => {
    while (line.waiting) {
      line.silent = true;
      line.flush();
    }
  };
  line.answers = (seq) => Boolean(seq) && seq === line.flying;
  line.answered = (seq) => {
    if (!line.answers(seq)) return;
    player.silenced();
    clearTimeout(line.timer);
    line.flying = null;
    line.flush();
  };
  return line;
}
