// In a drawing stands out what somebody points at or has the focus on, with what joins it to others, and those; all else steps back.

for (const drawing of document.querySelectorAll('.drawing svg')) trace(drawing);

function trace(drawing) {
  const [nodes, joins] = ['[data-node]', '[data-joins]'].map(what => [...drawing.querySelectorAll(what)]);
  const ends = join => join.dataset.joins.split(' ');

  const show = ({ target }) => {
    const at = target.closest('[data-node], [data-joins]');
    const isOf = join => (at.dataset.joins ? join.dataset.joins === at.dataset.joins : ends(join).includes(at.dataset.node));
    const near = at ? joins.filter(isOf) : [];
    const reached = new Set(near.flatMap(ends));
    for (const join of joins) join.classList.toggle('near', near.includes(join));
    for (const node of nodes) node.classList.toggle('near', reached.has(node.dataset.node));
    drawing.classList.toggle('traced', near.length > 0);
  };
  const forget = () => drawing.classList.remove('traced');

  drawing.addEventListener('pointerover', show);
  drawing.addEventListener('focusin', show);
  drawing.addEventListener('pointerleave', forget);
  drawing.addEventListener('focusout', forget);
}
