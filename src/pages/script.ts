// The script of the pages. Every page works without it: it shows what was typed for as it is typed, and follows what is on
// its way without losing the reader's place.

export const SCRIPT = `
document.documentElement.classList.add('scripted');
const load = async (address, signal) => {
  const answer = await fetch(address, { signal, headers: { accept: 'text/html' } });
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
};
const take = (page, id) => {
  const [here, there] = [document.getElementById(id), page.getElementById(id)];
  if (here !== null && there !== null) here.replaceChildren(...there.childNodes);
  return there;
};

// Whoever was chosen stays so while others are searched for.
const chosen = () => [...document.querySelectorAll('input[name="record"]:checked')]
  .map((box) => [box.value, box.ariaLabel ?? box.parentElement.textContent.trim()]);
const choose = (kept) => {
  const place = document.querySelector('[data-kept]');
  for (const [id, name] of kept) {
    const here = document.querySelector('input[name="record"][value="' + id + '"]');
    if (here !== null) here.checked = true;
    else if (place !== null) {
      const label = place.appendChild(document.createElement('label'));
      const box = Object.assign(document.createElement('input'), { type: 'checkbox', name: 'record', value: id, checked: true });
      label.append(box, ' ' + name);
    }
  }
};

const count = () => {
  for (const output of document.querySelectorAll('output[data-count]'))
    output.value = output.form.querySelectorAll('input[name="record"]:checked').length + ' ' + output.dataset.count;
};
count();

for (const form of document.querySelectorAll('form[data-live]')) {
  let waiting, running;
  const show = async () => {
    running?.abort();
    running = new AbortController();
    const wanted = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ''));
    const address = location.pathname + (wanted.size > 0 ? '?' + wanted : '');
    try {
      const page = await load(address, running.signal);
      const kept = chosen();
      for (const id of form.dataset.live.split(' ')) take(page, id);
      choose(kept);
      count();
      history.replaceState(null, '', address);
    } catch (error) {
      if (error.name !== 'AbortError') location.href = address;
    }
  };
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 200);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    show();
  });
}

document.addEventListener('change', ({ target }) => {
  const boxes = [...(target.form?.querySelectorAll('input[name="record"]') ?? [])];
  const all = target.form?.querySelector('[data-all]');
  if (target === all) for (const box of boxes) box.checked = all.checked;
  else if (all) all.checked = boxes.every((box) => box.checked);
  count();
});

// Ages go on, by how long they have been on the page: the clock of the reader may be wrong.
const AGES = new Intl.RelativeTimeFormat(document.documentElement.lang === 'en' ? 'en-GB' : 'nl-NL');
const UNITS = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];
const since = new WeakMap();
const grow = () => {
  for (const time of document.querySelectorAll('time[data-age]')) {
    if (!since.has(time)) since.set(time, performance.now() - time.dataset.age * 1000);
    const seconds = Math.floor((performance.now() - since.get(time)) / 1000);
    const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? UNITS[3];
    const text = AGES.format(-Math.floor(seconds / size), unit);
    if (time.textContent !== text) time.textContent = text;
  }
};
grow();
setInterval(grow, 5000);

const main = document.getElementById('content');
const follow = (seconds) => setTimeout(async () => {
  const page = await load(location.href).catch(() => null);
  const focused = document.activeElement?.id;
  const there = page === null ? main : take(page, 'content');
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  const again = there?.dataset.refresh;
  if (again !== undefined) follow(Number(again));
}, seconds * 1000);
if (main?.dataset.refresh !== undefined) follow(Number(main.dataset.refresh));
`.trimStart();
