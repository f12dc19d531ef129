// The line to the kernel: one message in flight, the newest wins.
function makeLine(stage) {
  const { model, player } = stage;
  const name = Math.random().toString(36).slice(2);
  const line = {};
  let [count, flying, silent, timer] = [0, null, false, 0];
  const waiting = []; // one of each kind: a theme, or where to look, must not be lost to a drag that comes after it
  const kind = ({ type }) => (type === "view" || type === "window" ? type : "hand");

  // nudges of one handle add up
  function joined(before, message) {
    if (before.type !== "nudge" || message.type !== "nudge" || before.handle !== message.handle) return message;
    return { ...message, right: message.right + before.right, up: message.up + before.up };
  }
  function queue(message) {
    const same = waiting.findIndex((one) => kind(one) === kind(message));
    if (same < 0) waiting.push(message);
    else waiting[same] = joined(waiting[same], message);
  }
  function flush() {
    // a message without an answer for long may be lost: the next input tries again
    if ((flying && !silent) || !waiting.length) return;
    count += 1;
    flying = `${name}:${count}`;
    const message = { ...waiting.shift(), seq: flying };
    silent = false;
    clearTimeout(timer);
    timer = setTimeout(() => {
      silent = true;
      // a page that only looks has asked for nothing
      if (message.type !== "view") stage.silent();
    }, model.get("patience"));
    model.send(message);
  }
  line.post = (message) => {
    if (player.active() && message.type !== "view") {
      player.play(message);
      return;
    }
    queue(message);
    flush();
  };
  // what a learner did here comes before what they do next elsewhere (a Reset): it must leave before that does
  line.hurry = () => {
    while (waiting.length) {
      silent = true;
      flush();
    }
  };
  line.idle = () => !flying && !waiting.length;
  line.answers = (seq) => Boolean(seq) && seq === flying;
  line.answered = (seq) => {
    if (!line.answers(seq)) return;
    player.silence();
    clearTimeout(timer);
    flying = null;
    flush();
  };
  line.stop = () => clearTimeout(timer);
  return line;
}
