/**
 * Makes an element.
 * @param properties of the element; those with a hyphen are attributes.
 */
export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties))
    if (key.includes('-') || key === 'role' || key === 'for') element.setAttribute(key, value);
    else element[key] = value;
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

/** A button that does something. @param more further properties. */
export const button = (label, onclick, more = {}) =>
  make('button', { type: 'button', textContent: label, onclick, ...more });

/** Asks something in a dialog of the page. @param fields elements of its form. @returns the form's values; null: put aside. */
export function ask(title, fields, submit = 'Send') {
  const dialog = make('dialog', { 'aria-label': title });
  const form = make(
    'form',
    { method: 'dialog' },
    make('h2', { textContent: title }),
    ...fields,
    make(
      'p',
      {},
      button('Cancel', () => dialog.close('')),
      submit === null ? null : make('button', { textContent: submit, value: 'sent' }),
    ),
  );
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise(resolve => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(
        dialog.returnValue === '' ? null : { ...Object.fromEntries(new FormData(form)), chosen: dialog.returnValue },
      );
    });
  });
}

/** A labelled field of a dialog. */
export const field = (label, name, more = {}) =>
  make('label', {}, label, make(more.rows === undefined ? 'input' : 'textarea', { name, required: true, ...more }));

/** A choice of a dialog, which it ends. */
export const choice = (label, value, detail = null) =>
  make(
    'button',
    { value, className: 'choice' },
    label,
    detail === null ? null : make('small', { textContent: detail }),
  );
