// A recording: frames computed ahead, in the order of the dials' values, the last dial fastest. recording.py writes it.
async function openRecording(bytes) {
  const packed = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const whole = new Uint8Array(await new Response(packed).arrayBuffer());
  const length = new DataView(whole.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(whole.subarray(4, 4 + length)));
  const blob = whole.subarray(4 + length);
  const cut = ([start, size]) => blob.subarray(start, start + size);
  for (const frame of header.frames) {
    const points = cut(frame.points);
    frame.points = new DataView(points.buffer, points.byteOffset, points.byteLength);
    frame.operations = frame.operations.map(([style, own]) => ({ ...header.styles[style], ...own }));
    frame.message = "";
  }
  const pictures = header.backgrounds.map((place) => createImageBitmap(new Blob([cut(place)], { type: "image/webp" })));
  return makeRecording(header, await Promise.all(pictures));
}

// Finds frames by the places of the dials, and the dials' places by where a handle is wanted.
function makeRecording({ dials, held, frames }, backgrounds) {
  const recording = { dials, held, frames, backgrounds };
  const stride = (dial) => dials.slice(dial + 1).reduce((product, one) => product * one.texts.length, 1);
  const placesOf = (number) => dials.map((dial, which) => Math.floor(number / stride(which)) % dial.texts.length);
  const numberOf = (places) => places.reduce((sum, place, dial) => sum + place * stride(dial), 0);
  const stepsBetween = (number, places) =>
    placesOf(number).reduce((sum, place, dial) => sum + Math.abs(place - places[dial]), 0);

  recording.clamp = (places) => places.map((place, dial) => Math.min(Math.max(place, 0), dials[dial].texts.length - 1));
  recording.frameAt = (places) => frames[numberOf(places)];
  recording.nearest = (places, handle, x, y) => {
    const far = (frame) => (frame.handles[handle] ? Math.hypot(frame.handles[handle][0] - x, frame.handles[handle][1] - y) : Infinity);
    let best = numberOf(places);
    for (let one = 0; one < frames.length; one += 1) {
      const gain = far(frames[best]) - far(frames[one]);
      // where several frames have the handle in the same place, the one nearest to the present dials
      if (gain > 0.5 || (gain > -0.5 && stepsBetween(one, places) < stepsBetween(best, places))) best = one;
    }
    return placesOf(best);
  };
  // the nearest frame whose handle lies in an arrow's direction; on a curve, one step of a dial away
  recording.beyond = (places, { handle, right, up }, rides) => {
    const here = recording.frameAt(places).handles[handle] ?? [0, 0];
    const length = Math.hypot(right, up);
    let [best, least] = [numberOf(places), Infinity];
    frames.forEach((frame, one) => {
      const [x, y] = frame.handles[handle] ?? here;
      const [dx, dy] = [x - here[0], y - here[1]];
      const ahead = (dx * right - dy * up) / length;
      const aside = Math.abs(dx * up + dy * right) / length;
      const steps = stepsBetween(one, places);
      if (rides && steps !== 1) return;
      const cost = ahead + 3 * aside + steps / 100; // straight on rather than near
      if (ahead > 0.5 && ahead > 0.3 * aside && cost < least) [best, least] = [one, cost];
    });
    return placesOf(best);
  };
  return recording;
}
