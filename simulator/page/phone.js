const el = id => document.getElementById(id);
const POLL_MS = 700;

async function call(path, options) {
  const answer = await fetch(path, options);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error ?? `HTTP ${answer.status}`);
  return body;
}

function bubble(message) {
  const item = document.createElement('li');
  if (message.mine) item.classList.add('mine');
  item.textContent = message.text ?? `[${message.type}]`;
  const time = document.createElement('small');
  time.textContent = new Date(message.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }) + (message.mine ? (message.read ? ' ✓✓' : ' ✓') : '');
  if (message.mine && message.read) time.classList.add('read');
  item.append(time);
  return item;
}

let shown = '';
async function refresh() {
  const query = new URLSearchParams({ phoneNumberId: el('number').value, contact: el('contact').value });
  const { items } = await call(`/control/chat?${query}`);
  const state = JSON.stringify(items);
  if (state === shown) return;
  shown = state;
  el('chat').replaceChildren(...items.map(bubble));
  el('chat').scrollTop = el('chat').scrollHeight;
}

el('form').addEventListener('submit', async event => {
  event.preventDefault();
  try {
    el('problem').textContent = '';
    await call('/control/inbound', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ phoneNumberId: el('number').value, from: el('contact').value, name: el('name').value, text: el('text').value }) });
    el('text').value = '';
    await refresh();
  } catch (error) {
    el('problem').textContent = error.message;
  }
});

const { items } = await call('/control/numbers');
el('number').replaceChildren(...items.map(number => new Option(number.displayPhoneNumber, number.phoneNumberId)));
setInterval(() => refresh().catch(() => undefined), POLL_MS);
