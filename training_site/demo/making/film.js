/* Six steps at the counter as a silent film: the drawing as a whole, then one step after the other, then the whole again.
 * Returns [[microseconds, is a key frame, base64], …]. */

async ({ drawing, width, height, frameRate, scenes, seconds, whole, turn }) => {
  const picture = new Image();
  picture.src = drawing;
  await picture.decode();
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d", { alpha: false });
  const total = whole * 2 + scenes.length * seconds;
  const frames = Math.round(total * frameRate);
  const chunks = [];
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      chunks.push([chunk.timestamp, chunk.type === "key", btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""))]);
    },
    error: (error) => { throw error; },
  });
  encoder.configure({ codec: "vp8", width, height, framerate: frameRate, bitrate: 80_000, latencyMode: "quality" });

  const ease = (x) => x * x * (3 - 2 * x);
  const everything = { x: 240, y: 180, wide: 700 };
  const stops = [everything, ...scenes, everything];
  const startOf = (stop) => (stop === 0 ? 0 : whole + (stop - 1) * seconds);

  function eye(second) {
    const stop = stops.findLastIndex((_, index) => startOf(index) <= second);
    const before = stops[Math.max(0, stop - 1)];
    const part = stop === 0 ? 1 : ease(Math.min(1, (second - startOf(stop)) / turn));
    const between = (name) => before[name] + (stops[stop][name] - before[name]) * part;
    return { x: between("x"), y: between("y"), wide: between("wide"), stop };
  }

  function draw(second) {
    const { x, y, wide, stop } = eye(second);
    const scale = width / wide;
    pen.fillStyle = "#fffefb";
    pen.fillRect(0, 0, width, height);
    pen.drawImage(picture, width / 2 - x * scale, height / 2 - y * scale, 480 * scale, 348 * scale);
    const piece = (width - 48) / scenes.length;
    scenes.forEach((_, index) => {
      const done = Math.max(0, Math.min(1, (second - startOf(index + 1)) / seconds));
      pen.fillStyle = "#ded7c8";
      pen.fillRect(24 + index * piece + 2, height - 16, piece - 4, 4);
      pen.fillStyle = "#1f665d";
      pen.fillRect(24 + index * piece + 2, height - 16, (piece - 4) * done, 4);
    });
    return stop;
  }

  let last = -1;
  for (let index = 0; index < frames; index += 1) {
    const stop = draw(index / frameRate);
    const frame = new VideoFrame(canvas, { timestamp: Math.round((index * 1_000_000) / frameRate) });
    encoder.encode(frame, { keyFrame: stop !== last });
    frame.close();
    last = stop;
    if (encoder.encodeQueueSize > 10) await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
  await encoder.flush();
  return chunks;
}
