// Paints a display list: see display_list.py for what it holds.
const SUBPIXELS = 16;

function paintText(context, operation) {
  context.translate(operation.x, operation.y);
  if (operation.angle) context.rotate((-operation.angle * Math.PI) / 180);
  context.font = `${operation.bold ? "bold " : ""}${operation.size}px "DejaVu Sans", Verdana, sans-serif`;
  context.textAlign = operation.align ?? "left";
  context.textBaseline = operation.baseline ?? "alphabetic";
  if (operation.box) paintPaper(context, operation);
  context.fillStyle = operation.fill;
  context.fillText(operation.text, 0, 0);
}

// a rectangle behind a line of text, as tall as its letters may be
function paintPaper(context, { text, align, box, pad }) {
  const { width } = context.measureText(text);
  const { actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } = context.measureText("lp");
  const left = { left: 0, center: -width / 2, right: -width }[align];
  context.fillStyle = box;
  context.fillRect(left - pad, -up - pad, width + 2 * pad, up + down + 2 * pad);
}

function paintPath(context, operation, points, start) {
  if (operation.clip) {
    context.beginPath();
    context.rect(...operation.clip);
    context.clip();
  }
  if (operation.stroke) {
    context.strokeStyle = operation.stroke;
    context.lineWidth = operation.width;
    context.lineCap = operation.cap === "projecting" ? "square" : (operation.cap ?? "butt");
    context.lineJoin = operation.join ?? "miter";
    if (operation.dash) context.setLineDash(operation.dash);
  }
  let at = start;
  function shape(lengths, fill) {
    context.beginPath();
    for (const length of lengths) {
      for (let index = 0; index < length; index += 1, at += 2) {
        const [x, y] = [points[at] / SUBPIXELS, points[at + 1] / SUBPIXELS];
        if (index) context.lineTo(x, y);
        else context.moveTo(x, y);
      }
      if (operation.close) context.closePath();
    }
    if (fill) {
      context.fillStyle = fill;
      context.fill();
    }
    if (operation.stroke) context.stroke();
  }
  shape(operation.lengths, operation.fill);
}

// the faces of a mesh lie over one another, and overlap a little: or the paper would shine through between them
function paintMesh(context, { corners, fills, width }, points, start) {
  context.lineWidth = width;
  context.lineJoin = "round";
  for (let face = 0, at = start; 6 * face < fills.length; face += 1) {
    context.beginPath();
    for (let corner = 0; corner < corners; corner += 1, at += 2) context.lineTo(points[at] / SUBPIXELS, points[at + 1] / SUBPIXELS);
    context.closePath();
    context.fillStyle = context.strokeStyle = `#${fills.slice(6 * face, 6 * face + 6)}`;
    context.fill();
    context.stroke();
  }
}

function paintStill(backdrop, canvas, bitmap, size, views) {
  [backdrop.width, backdrop.height] = [canvas.width, canvas.height];
  if (!bitmap) return;
  const context = backdrop.getContext("2d");
  const scale = canvas.width / size[0];
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  for (const view of views ?? []) {
    if (!view) continue;
    const [left, top, right, bottom] = view.bounds;
    context.save();
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.beginPath();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
    context.clearRect(left, top, right - left, bottom - top);
    context.transform(view.sx, 0, 0, view.sy, view.dx, view.dy);
    const crop = [left, top, right - left, bottom - top];
    const ratio = bitmap.width / size[0];
    context.drawImage(bitmap, ...crop.map((edge) => edge * ratio), ...crop);
    context.restore();
  }
}

const pointsOf = ({ lengths, corners, fills }) =>
  corners ? (corners * fills.length) / 6 : lengths.reduce((sum, length) => sum + length, 0);
function numbersOf({ points }) {
  return new Int16Array(points.buffer.slice(points.byteOffset, points.byteOffset + points.byteLength));
}

// The points of one operation as its window's view moves them; a marker keeps its size.
function viewed(points, operation, { sx, sy, dx, dy }) {
  const moved = new Float64Array(points.length);
  let at = 0;
  for (const length of operation.lengths) {
    const end = at + 2 * length;
    let [x, y] = [0, 0];
    for (let one = at; one < end; one += 2) [x, y] = [x + points[one] / length, y + points[one + 1] / length];
    const [right, down] = [x * sx + SUBPIXELS * dx - x, y * sy + SUBPIXELS * dy - y];
    for (; at < end; at += 2) {
      moved[at] = operation.marker ? points[at] + right : points[at] * sx + SUBPIXELS * dx;
      moved[at + 1] = operation.marker ? points[at + 1] + down : points[at + 1] * sy + SUBPIXELS * dy;
    }
  }
  return moved;
}

function paint(context, size, frame, shift, views, lit) {
  const scale = context.canvas.width / size[0];
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, ...size);
  const points = numbersOf(frame);
  let start = 0;
  for (const operation of frame.operations) {
    const view = views?.[operation.window];
    context.save();
    // the browser moves the dragged handle by itself, before the kernel has answered
    if (shift && operation.handle === shift.handle) context.translate(shift.x, shift.y);
    if (operation.text !== undefined) {
      const { x, y } = operation;
      paintText(context, view ? { ...operation, x: x * view.sx + view.dx, y: y * view.sy + view.dy } : operation);
    } else if (operation.fills) {
      paintMesh(context, operation, points, start);
      start += 2 * pointsOf(operation);
    } else {
      const end = start + 2 * pointsOf(operation);
      const path = view ? [viewed(points.subarray(start, end), operation, view), 0] : [points, start];
      if (operation.stroke && belongs(operation, lit)) {
        context.globalAlpha = 0.4;
        paintPath(context, { ...operation, fill: null, dash: [], width: operation.width + 8 }, ...path);
        context.globalAlpha = 1;
      }
      paintPath(context, operation, ...path);
      start = end;
    }
    context.restore();
  }
}

// Between two frames: what both have with as many points is on its way, the rest is where it will be.
const alike = (one, other) =>
  (one.text === undefined) === (other.text === undefined) &&
  String(one.lengths) === String(other.lengths) && one.fills?.length === other.fills?.length;

function between(before, after, share) {
  if (before.operations.length !== after.operations.length) return after;
  const [from, points] = [numbersOf(before), numbersOf(after)];
  const along = (start, end) => start + (end - start) * share;
  let [at, old] = [0, 0];
  const operations = after.operations.map((operation, index) => {
    const other = before.operations[index];
    const same = alike(operation, other);
    if (operation.text !== undefined) {
      if (!same) old += 2 * pointsOf(other);
      return same ? { ...operation, x: along(other.x, operation.x), y: along(other.y, operation.y) } : operation;
    }
    const end = at + 2 * pointsOf(operation);
    if (same) for (let one = 0; one < end - at; one += 1) points[at + one] = along(from[old + one], points[at + one]);
    if (other.text === undefined) old += 2 * pointsOf(other);
    at = end;
    return operation;
  });
  const handles = after.handles.map(([x, y], index) => {
    const [left, top] = before.handles[index] ?? [x, y];
    return [along(left, x), along(top, y)];
  });
  return { ...after, operations, points: new Uint8Array(points.buffer), handles };
}

// Where a number of the picture has changed its sign between two frames.
function flipped(before, after) {
  if (before.operations.length !== after.operations.length) return [];
  const turned = after.operations.filter(({ text }, index) => flips(before.operations[index].text, text));
  return turned.map(({ x, y }) => [x, y]);
}
