/** Messages as a phone shows them, with what can be pressed in them. */
import { button, make } from './elements.js';

const PICTURES = ['image', 'sticker'];
const TICKS = { waiting: ' 🕓', sent: ' ✓', read: ' ✓✓' };

const time = at => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
const source = ({ media }) => `/control/media/${media}`;

function shownMedia(message) {
  if (message.media === null) return null;
  if (PICTURES.includes(message.type)) return make('img', { src: source(message), alt: message.text ?? '' });
  if (message.type === 'audio') return make('audio', { src: source(message), controls: true, preload: 'metadata' });
  if (message.type === 'video') return make('video', { src: source(message), controls: true, preload: 'metadata' });
  return make('a', {
    href: source(message),
    target: '_blank',
    rel: 'noreferrer',
    textContent: `Open the ${message.type}`,
  });
}

/** What is said in words, where a message is of another kind. */
function said({ type, text, content }) {
  if (type === 'location') return `📍 ${content.name ?? ''} ${content.latitude}, ${content.longitude}`;
  if (type === 'contacts') return content.map(({ name }) => `👤 ${name.formatted_name}`).join('\n');
  if (type === 'order')
    return content.product_items.map(item => `🛒 ${item.quantity} × ${item.product_retailer_id}`).join('\n');
  return text ?? (PICTURES.includes(type) || ['audio', 'video'].includes(type) ? null : `[${type}]`);
}

/** A template message: picture or header, offer, body, footer, buttons, carousel cards. */
function filled({ header, image, body, footer, buttons, quickReplies = [], offer = null, cards = [] }, onTap) {
  const answers = new Map(quickReplies.map(reply => [reply.text, reply]));
  const press = text => {
    const reply = answers.get(text);
    return reply === undefined
      ? make('span', { textContent: text })
      : button(text, () => onTap({ type: 'button', button: reply }), { className: 'tap' });
  };
  return [
    image === null ? null : make('img', { src: image, alt: '' }),
    header === null ? null : make('strong', { textContent: header }),
    offer === null ? null : make('strong', { textContent: offer }),
    make('p', { textContent: body }),
    footer === null ? null : make('em', { textContent: footer }),
    ...buttons.map(press),
    ...cards.flatMap(card => [make('hr'), ...filled(card, onTap)]),
  ].filter(part => part !== null);
}

/** An interactive message: its words, and what the customer chooses from. */
function interactive({ type, header, body, footer, action }, { onTap, onChoose }) {
  const reply = (kind, { id, title, description }) => ({
    type: 'interactive',
    interactive: { type: kind, [kind]: { id, title, ...(description === undefined ? {} : { description }) } },
  });
  const taps = {
    button: () =>
      action.buttons.map(({ reply: each }) =>
        button(each.title, () => onTap(reply('button_reply', each)), { className: 'tap' }),
      ),
    list: () => [
      button(
        `☰ ${action.button}`,
        () => onChoose({ kind: 'list', ...action, answer: row => reply('list_reply', row) }),
        { className: 'tap' },
      ),
    ],
    flow: () => [
      button(action.parameters?.flow_cta, () => onChoose({ kind: 'flow', ...action.parameters }), { className: 'tap' }),
    ],
    cta_url: () => [
      make('a', {
        href: action.parameters?.url,
        target: '_blank',
        rel: 'noreferrer',
        className: 'tap',
        textContent: action.parameters?.display_text,
      }),
    ],
    location_request_message: () => [button('Send location', () => onChoose({ kind: 'place' }), { className: 'tap' })],
  };
  return [
    header?.text === undefined ? null : make('strong', { textContent: header.text }),
    body === undefined ? null : make('p', { textContent: body.text }),
    footer === undefined ? null : make('em', { textContent: footer.text }),
    ...(taps[type]?.() ?? [make('span', { textContent: `[${type}]` })]),
  ];
}

function inside(message, handlers) {
  if (message.revoked) return [make('em', { textContent: 'You deleted this message' })];
  if (message.template !== null) return filled(message.template, handlers.onTap);
  if (message.type === 'interactive' && !message.mine) return interactive(message.content, handlers);
  return [shownMedia(message), said(message)];
}

/**
 * A message as an entry of the chat.
 * @param handlers what a tap in it does: `onTap(answer)`, `onChoose(of)`, and `tools`, the buttons beside it.
 */
export function bubble(message, handlers) {
  const quoted = message.quotes === null ? null : make('blockquote', { textContent: message.quotes.text });
  const foot = make('small', {
    textContent: `${message.edited ? 'edited ' : ''}${time(message.at)}${message.mine ? TICKS[message.state] : ''}`,
    className: message.state === 'read' ? 'read' : '',
  });
  const reactions =
    message.reactions.length === 0
      ? null
      : make('span', {
          className: 'reactions',
          textContent: message.reactions.map(({ emoji }) => emoji).join(' '),
          'aria-label': 'Reactions',
        });
  return make(
    'li',
    { className: message.mine ? 'mine' : '', 'data-type': message.type },
    quoted,
    ...inside(message, handlers),
    foot,
    reactions,
    message.revoked ? null : make('span', { className: 'tools' }, ...handlers.tools),
  );
}
