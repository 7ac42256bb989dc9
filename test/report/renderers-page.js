// Runs in Chromium, in a page that renderers.ts makes: measures its pictures, and compares them with librsvg's.

/** Pixels of a cell of the grid that both drawings are compared by. */
const cell = 20;

// Chromium returns the document as soon as this has run, so nothing here may wait; images have been loaded by then.
window.addEventListener("load", () => {
  const tolerance = Number(document.body.dataset.tolerance);
  const results = [...document.querySelectorAll(".picture")].map(picture => {
    const [own, others] = picture.querySelectorAll("img");
    return {
      name: picture.id,
      ...measure(picture.querySelector("svg")),
      ...compare(inkOf(own), inkOf(others), tolerance),
    };
  });
  document.getElementById("result").textContent = JSON.stringify(results);
});

/** Where texts and boxes stand in the picture. */
function measure(svg) {
  const page = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].map(text => {
    const shown = text.querySelector("tspan") ?? text;
    const {left, right} = text.getBoundingClientRect();
    const size = Number(text.getAttribute("font-size"));
    const baseline = text.getCTM().f + Number(text.getAttribute("y"));
    return {
      words: shown.textContent,
      size,
      mono: text.getAttribute("font-family") !== null,
      bold: text.getAttribute("font-weight") === "bold",
      left: left - page.left,
      right: right - page.left,
      top: baseline - 0.73 * size,
      bottom: baseline + 0.2 * size,
    };
  });
  const frames = [...svg.querySelectorAll("rect[rx]")].map(rect => {
    const {left, right, top, bottom} = rect.getBoundingClientRect();
    return {left: left - page.left, right: right - page.left, top: top - page.top, bottom: bottom - page.top};
  });
  return {height: page.height, texts, frames};
}

/** How dark each cell of a drawing is, row by row. */
function inkOf(image) {
  const [width, height] = [image.naturalWidth, image.naturalHeight];
  const canvas = Object.assign(document.createElement("canvas"), {width, height});
  const context = canvas.getContext("2d", {willReadFrequently: true});
  context.drawImage(image, 0, 0);
  const {data} = context.getImageData(0, 0, width, height);
  const columns = Math.ceil(width / cell);
  const grid = new Float64Array(columns * Math.ceil(height / cell));
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 4)
      grid[Math.floor(y / cell) * columns + Math.floor(x / cell)] +=
        255 - (data[at] * 0.3 + data[at + 1] * 0.59 + data[at + 2] * 0.11);
  return {columns, grid: grid.map(sum => sum / cell ** 2)};
}

/** Where both drawings differ, and how much on the whole. */
function compare(one, other, tolerance) {
  const apart = [...one.grid].map((ink, i) => Math.abs(ink - (other.grid[i] ?? 255)));
  const place = i => `${(i % one.columns) * cell},${Math.floor(i / one.columns) * cell}`;
  const different = apart.flatMap((by, i) =>
    by <= tolerance ? [] : [`${place(i)}: ${Math.round(one.grid[i])} and ${Math.round(other.grid[i])}`],
  );
  return {different, most: Math.max(...apart), mean: apart.reduce((sum, by) => sum + by, 0) / apart.length};
}
