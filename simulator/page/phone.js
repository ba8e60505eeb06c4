/** Customers' phones side by side. Who they are is kept in this browser. */
import { call } from './control.js';
import { createPhone } from './one-phone.js';

const KEPT = 'sigfollow-phones';
const FIRST = { contact: '4915112345678', name: 'Ada Customer' };
const NAMES = ['Bilal Demir', 'Chiara Russo', 'Diego Alvarez', 'Emma Jensen'];

const root = document.getElementById('phones');
const { items: numbers } = await call('/control/numbers');
const customers = kept();

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? '[]');
    if (Array.isArray(found) && found.length > 0) return found;
  } catch {
    // Written by something else.
  }
  return [FIRST];
}
const keep = () => localStorage.setItem(KEPT, JSON.stringify(customers));

function show(customer) {
  return createPhone(root, {
    customer,
    numbers,
    onChange: keep,
    onRemove: () => {
      customers.splice(customers.indexOf(customer), 1);
      keep();
    },
  });
}

document.getElementById('add').addEventListener('click', () => {
  const place = customers.length;
  const customer = {
    contact: String(Number(FIRST.contact) + 1 + Math.floor(Math.random() * 1_000_000)),
    name: NAMES[(place - 1 + NAMES.length) % NAMES.length],
  };
  customers.push(customer);
  keep();
  show(customer).querySelector('input')?.focus();
});
for (const customer of customers) show(customer);
