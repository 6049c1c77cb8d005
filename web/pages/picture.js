// Drawings leave as PNG: what is seen, in twice its size.

const SCALE = 2;

for (const button of document.querySelectorAll('[data-png]')) {
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      save(await painted(button.dataset.svg), `${button.dataset.png}.png`);
    } finally {
      button.disabled = false;
    }
  });
}

/** Paints the file of a drawing, which has its colours in it wherever the drawing stands. */
async function painted(file) {
  const text = await (await fetch(file)).text();
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = picture.naturalWidth * SCALE;
  canvas.height = picture.naturalHeight * SCALE;
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise(done => canvas.toBlob(done, 'image/png'));
}

function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
