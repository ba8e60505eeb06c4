/** One customer's phone: a chat with a number of the business, and everything that can be written there. */
import { bubble } from './bubble.js';
import { call, fileMessage, tell } from './control.js';
import { ask, button, choice, field, make } from './elements.js';
import { recordVoice } from './voice.js';

const POLL_MS = 700;
const EMOJIS = ['👍', '❤️', '😂', '😮', '😢', '🙏'];
const MINUTE_MS = 60_000;
/** How far the phone is behind when it sends: the window is counted from when a message was written. */
const BEHIND = [
  ['right', 0],
  ['23 h 58 min behind', (24 * 60 - 2) * MINUTE_MS],
  ['25 hours behind', 25 * 60 * MINUTE_MS],
];

/**
 * Puts a phone into the page.
 * @param customer `contact` (digits) and `name`; changed where the customer changes them, and `onChange` is told.
 */
export function createPhone(root, { customer, numbers, onChange, onRemove }) {
  let quoted = null;
  let editing = null;
  const chat = make('ol', { 'aria-live': 'polite', 'aria-label': 'Messages' });
  const problem = make('p', { role: 'alert', className: 'problem' });
  const about = make('p', { className: 'about', hidden: true });
  const text = make('input', {
    autocomplete: 'off',
    maxLength: 4096,
    placeholder: 'Type a message',
    'aria-label': 'Message',
  });
  const number = make(
    'select',
    { 'aria-label': 'I write to' },
    ...numbers.map(each => new Option(each.displayPhoneNumber, each.phoneNumberId)),
  );
  const behind = make(
    'select',
    { 'aria-label': 'Its clock is' },
    ...BEHIND.map(([label, ms]) => new Option(label, ms)),
  );
  const file = make('input', { type: 'file', 'aria-label': 'Attach a file' });

  /** Does something that may be refused, and says why. */
  const attempt = work => async event => {
    event?.preventDefault?.();
    problem.textContent = '';
    try {
      await work();
      await refresh();
    } catch (error) {
      problem.textContent = error.message;
    }
  };
  const write = async message => {
    await tell('POST', '/control/inbound', {
      phoneNumberId: number.value,
      from: customer.contact,
      name: customer.name,
      ageMs: Number(behind.value),
      message: quoted === null || message.context !== undefined ? message : { ...message, context: contextOf(quoted) },
    });
    show(null, null);
  };
  const contextOf = ({ id, mine }) => ({
    from: mine
      ? customer.contact
      : (numbers.find(each => each.phoneNumberId === number.value)?.displayPhoneNumber ?? ''),
    id,
  });
  const answerTo = message => answer => attempt(() => write({ ...answer, context: contextOf(message) }))();

  /** Says what the next message is about. */
  function show(quote, edit) {
    [quoted, editing] = [quote, edit];
    about.hidden = quote === null && edit === null;
    about.replaceChildren(
      quote !== null ? `Replies to: ${quote.text ?? quote.type}` : 'Changes the message',
      button('✕', () => show(null, null), { 'aria-label': 'Not any more' }),
    );
    if (edit !== null) text.value = edit.text ?? '';
    if (!about.hidden) text.focus();
  }

  const react = message =>
    attempt(async () => {
      const answer = await ask(
        'React',
        EMOJIS.map(emoji => choice(emoji, emoji)),
        null,
      );
      if (answer === null) return;
      const { emoji: now } = message.reactions.find(({ mine }) => mine) ?? {};
      const emoji = now === answer.chosen ? '' : answer.chosen;
      await write({ type: 'reaction', reaction: { message_id: message.id, emoji } });
    });
  const remove = message => attempt(() => write({ type: 'revoke', revoke: { original_message_id: message.id } }));

  async function choose(message, of) {
    const answer = answerTo(message);
    if (of.kind === 'place') return place(message);
    if (of.kind === 'flow') {
      const given = await ask(of.flow_cta, [field('What is filled in', 'answer', { rows: 3 })]);
      if (given === null) return undefined;
      const response = { answer: given.answer, ...(of.flow_token === undefined ? {} : { flow_token: of.flow_token }) };
      return answer({
        type: 'interactive',
        interactive: {
          type: 'nfm_reply',
          nfm_reply: { response_json: JSON.stringify(response), body: 'Sent', name: 'flow' },
        },
      });
    }
    const rows = of.sections.flatMap(section => section.rows);
    const given = await ask(
      of.button,
      of.sections.flatMap(section => [
        section.title === undefined ? null : make('h3', { textContent: section.title }),
        ...section.rows.map(row => choice(row.title, row.id, row.description)),
      ]),
      null,
    );
    const row = rows.find(({ id }) => id === given?.chosen);
    return row === undefined ? undefined : answer(of.answer(row));
  }

  const send = attempt(async () => {
    const body = text.value.trim();
    if (body === '') return;
    if (editing === null) await write({ type: 'text', text: { body } });
    else {
      const message = { type: 'text', text: { body } };
      await write({ type: 'edit', edit: { original_message_id: editing.id, message } });
    }
    text.value = '';
  });
  file.addEventListener('change', () => {
    const [chosen] = file.files;
    file.value = '';
    if (chosen === undefined) return;
    void attempt(async () => {
      await write(await fileMessage(chosen, { caption: text.value.trim() }));
      text.value = '';
    })();
  });
  const place = (message = null) =>
    attempt(async () => {
      const given = await ask('Location', [
        field('Name', 'name', { value: 'Workshop' }),
        field('Latitude', 'latitude', { type: 'number', step: 'any', min: -90, max: 90, value: '52.5' }),
        field('Longitude', 'longitude', { type: 'number', step: 'any', min: -180, max: 180, value: '13.4' }),
      ]);
      if (given === null) return;
      const { name, latitude, longitude } = given;
      const location = { name, latitude: Number(latitude), longitude: Number(longitude) };
      await write({
        type: 'location',
        location,
        ...(message === null ? {} : { context: contextOf(message) }),
      });
    })();
  const card = attempt(async () => {
    const given = await ask('Contact card', [
      field('Name', 'name', { value: 'Chandler Bing' }),
      field('Number', 'phone', { value: '+1 555 555 5555' }),
    ]);
    if (given === null) return;
    const contact = { name: { formatted_name: given.name, first_name: given.name }, phones: [{ phone: given.phone }] };
    await write({ type: 'contacts', contacts: [contact] });
  });
  const order = attempt(async () => {
    const given = await ask('Order', [
      field('Article', 'article', { value: 'CITY-BIKE' }),
      field('Number', 'quantity', { type: 'number', min: 1, value: '1' }),
      field('Price each, in euro', 'price', { type: 'number', min: 0, step: 'any', value: '499' }),
    ]);
    if (given === null) return;
    const item = {
      product_retailer_id: given.article,
      quantity: Number(given.quantity),
      item_price: Number(given.price),
      currency: 'EUR',
    };
    await write({ type: 'order', order: { catalog_id: '1', text: '', product_items: [item] } });
  });
  const voice = attempt(async () => {
    const recorded = await recordVoice();
    if (recorded !== null) await write(await fileMessage(recorded, { voice: true }));
  });

  const setting = (label, name, isOn = false) => {
    const box = make('input', { type: 'checkbox', checked: isOn });
    box.addEventListener(
      'change',
      () => void attempt(() => tell('PUT', `/control/phones/${customer.contact}`, { [name]: box.checked }))(),
    );
    return { box, line: make('label', {}, box, label) };
  };
  const airplane = setting('Airplane mode', 'airplane');
  const receipts = setting('Read receipts', 'readReceipts', true);
  const identity = (label, key, more) => {
    const input = make('input', { value: customer[key], 'aria-label': label, ...more });
    input.addEventListener('change', () => {
      if (!input.checkValidity()) return input.reportValidity();
      customer[key] = input.value;
      section.setAttribute('aria-label', nameOf());
      shown = '';
      return onChange();
    });
    return make('label', {}, label, input);
  };
  const nameOf = () => `Phone of ${customer.name}`;
  const section = make(
    'section',
    { className: 'phone', 'aria-label': nameOf() },
    make(
      'header',
      {},
      identity('My name', 'name', { maxLength: 100, required: true }),
      identity('My number', 'contact', { inputMode: 'numeric', pattern: '\\d{5,20}', required: true }),
      make('label', {}, 'I write to', number),
      make(
        'details',
        {},
        make('summary', { textContent: 'This phone' }),
        airplane.line,
        receipts.line,
        make('label', {}, 'Its clock is', behind),
        button('Put it away', () => {
          clearInterval(timer);
          section.remove();
          onRemove();
        }),
      ),
    ),
    chat,
    about,
    make(
      'form',
      { onsubmit: send },
      make(
        'details',
        { className: 'more' },
        make('summary', { textContent: '+', 'aria-label': 'More to send' }),
        make('label', { className: 'choice' }, 'File', file),
        button('Voice message', voice),
        button('Location', () => void place()),
        button('Contact card', card),
        button('Order', order),
      ),
      text,
      make('button', { textContent: 'Send' }),
    ),
    problem,
  );

  let shown = '';
  async function refresh() {
    const query = new URLSearchParams({ phoneNumberId: number.value, contact: customer.contact });
    const { items, phone } = await call(`/control/chat?${query}`);
    const state = JSON.stringify([items, phone]);
    if (state === shown) return;
    shown = state;
    airplane.box.checked = phone.airplane;
    receipts.box.checked = phone.readReceipts;
    section.classList.toggle('off', phone.airplane);
    const toolsOf = message => [
      button('↩', () => show(message, null), { 'aria-label': 'Reply to this' }),
      button('☺', react(message), { 'aria-label': 'React' }),
      ...(message.mine && message.type === 'text'
        ? [button('✎', () => show(null, message), { 'aria-label': 'Edit' })]
        : []),
      ...(message.mine ? [button('🗑', remove(message), { 'aria-label': 'Delete' })] : []),
    ];
    const writes = items.at(-1)?.answering === true ? [make('li', { textContent: 'writing …' })] : [];
    chat.replaceChildren(
      ...items.map(message =>
        bubble(message, {
          onTap: answerTo(message),
          onChoose: of => void choose(message, of),
          tools: toolsOf(message),
        }),
      ),
      ...writes,
    );
    chat.scrollTop = chat.scrollHeight;
  }
  const timer = setInterval(() => refresh().catch(() => undefined), POLL_MS);
  root.append(section);
  return section;
}
