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
  if (message.media !== null && ['image', 'sticker'].includes(message.type)) {
    const picture = document.createElement('img');
    picture.src = `/control/media/${message.media}`;
    picture.alt = '';
    item.prepend(picture);
  }
  if (message.media !== null && !['image', 'sticker'].includes(message.type)) {
    const link = Object.assign(document.createElement('a'), {
      href: `/control/media/${message.media}`,
      target: '_blank',
      rel: 'noreferrer',
      textContent: `Open the ${message.type}`,
    });
    item.append(document.createElement('br'), link);
  }
  if (message.template) item.replaceChildren(...filled(message.template));
  const time = document.createElement('small');
  time.textContent =
    new Date(message.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }) +
    (message.mine ? (message.read ? ' ✓✓' : ' ✓') : '');
  if (message.mine && message.read) time.classList.add('read');
  item.append(time);
  return item;
}

/** A template message as a phone shows it: picture or header, offer, body, footer, buttons, carousel cards. */
function filled({ header, image, body, footer, buttons, offer = null, cards = [] }) {
  const part = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  const picture = image === null ? [] : [Object.assign(document.createElement('img'), { src: image, alt: '' })];
  const inside = cards.flatMap(card => [document.createElement('hr'), ...filled(card)]);
  return [
    ...picture,
    ...(header === null ? [] : [part('strong', header)]),
    ...(offer === null ? [] : [part('strong', offer)]),
    part('p', body),
    ...(footer === null ? [] : [part('em', footer)]),
    ...buttons.map(text => part('span', text)),
    ...inside,
  ];
}

let shown = '';
async function refresh() {
  const query = new URLSearchParams({ phoneNumberId: el('number').value, contact: el('contact').value });
  const { items } = await call(`/control/chat?${query}`);
  const state = JSON.stringify(items);
  if (state === shown) return;
  shown = state;
  const writes =
    items.at(-1)?.answering === true ? [Object.assign(document.createElement('li'), { textContent: 'writing …' })] : [];
  el('chat').replaceChildren(...items.map(bubble), ...writes);
  el('chat').scrollTop = el('chat').scrollHeight;
}

el('form').addEventListener('submit', async event => {
  event.preventDefault();
  try {
    el('problem').textContent = '';
    await call('/control/inbound', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        phoneNumberId: el('number').value,
        from: el('contact').value,
        name: el('name').value,
        text: el('text').value,
      }),
    });
    el('text').value = '';
    await refresh();
  } catch (error) {
    el('problem').textContent = error.message;
  }
});

/** The message type of a file, as a phone chooses it: images, audio and video as such, everything else a document. */
function kindOf(type) {
  if (type === 'image/webp') return 'sticker';
  const family = type.split('/')[0];
  return ['image', 'audio', 'video'].includes(family) ? family : 'document';
}

el('file').addEventListener('change', async () => {
  const [file] = el('file').files;
  el('file').value = '';
  if (file === undefined) return;
  try {
    el('problem').textContent = '';
    const mime = file.type || 'application/octet-stream';
    const { id, sha256 } = await call('/control/media', {
      method: 'POST',
      headers: { 'content-type': mime },
      body: file,
    });
    const kind = kindOf(mime);
    const caption = el('text').value.trim();
    const content = {
      id,
      mime_type: mime,
      sha256,
      ...(kind === 'document' ? { filename: file.name } : {}),
      ...(caption === '' || !['image', 'video', 'document'].includes(kind) ? {} : { caption }),
    };
    await call('/control/inbound', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        phoneNumberId: el('number').value,
        from: el('contact').value,
        name: el('name').value,
        message: { type: kind, [kind]: content },
      }),
    });
    el('text').value = '';
    await refresh();
  } catch (error) {
    el('problem').textContent = error.message;
  }
});

const { items } = await call('/control/numbers');
el('number').replaceChildren(...items.map(number => new Option(number.displayPhoneNumber, number.phoneNumberId)));
setInterval(() => refresh().catch(() => undefined), POLL_MS);
