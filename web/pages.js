// Small comforts on pages that are complete without them.

const words = {
  money(minor, decimals, currency) {
    const number = (minor / 10 ** decimals).toLocaleString('en', {
      minimumFractionDigits: decimals, maximumFractionDigits: decimals,
    });
    return `${number} ${currency}`;
  },
  tickets: (count) => `${count} ${count === 1 ? 'ticket' : 'tickets'}`,
  left(available) {
    if (available <= 0) return 'sold out';
    return available <= 20 ? `last ${available}` : `${available.toLocaleString('en')} left`;
  },
};

function focusWhatWentWrong() {
  document.querySelector('.summary, .notice.danger[role="alert"]')?.focus();
}

// A form is sent once, however often its button is pressed. Coming back to the page makes it new.
function sendOnce(form) {
  const button = form.querySelector('button[type="submit"]');
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = 'yes';
    button?.setAttribute('aria-disabled', 'true');
  });
  window.addEventListener('pageshow', () => {
    delete form.dataset.sent;
    button?.removeAttribute('aria-disabled');
  });
}

function stepButton(label, sign) {
  const button = document.createElement('button');
  button.type = 'button';
  button.setAttribute('aria-label', label);
  button.textContent = sign;
  return button;
}

function stepper(field) {
  const input = field.querySelector('input');
  const fewer = stepButton('One ticket fewer', '−');
  const more = stepButton('One ticket more', '+');
  const show = () => {
    fewer.disabled = input.valueAsNumber <= 1;
    more.disabled = input.valueAsNumber >= Number(input.max);
    showTotal(field, input);
  };
  const step = (by) => {
    const from = Number.isInteger(input.valueAsNumber) ? input.valueAsNumber : 1;
    input.value = Math.min(Number(input.max), Math.max(1, from + by));
    show();
  };
  fewer.addEventListener('click', () => step(-1));
  more.addEventListener('click', () => step(1));
  input.addEventListener('input', show);
  input.before(fewer);
  input.after(more);
  input.parentElement.classList.add('live');
  show();
}

function showTotal(field, input) {
  const count = input.valueAsNumber;
  if (!(count >= 1 && count <= Number(input.max))) return;
  const { minor, decimals, currency, had } = field.dataset;
  const cost = (tickets) => words.money(tickets * Number(minor), Number(decimals), currency);
  const total = field.closest('form').querySelector('[data-total]');
  if (total) {
    total.hidden = false;
    total.querySelector('output').textContent = cost(count);
  }
  const difference = document.querySelector('[data-difference]');
  if (!difference || had === undefined) return;
  const added = count - Number(had);
  difference.hidden = added === 0;
  const payment = field.closest('form').querySelector('.payment');
  if (payment) payment.hidden = added <= 0;
  if (added > 0) {
    difference.textContent = Number(minor) > 0
      ? `${words.tickets(added)} more: ${cost(added)} to pay now.` : `${words.tickets(added)} more.`;
  } else if (added < 0) {
    difference.textContent = Number(minor) > 0
      ? `${words.tickets(-added)} fewer: what you paid for ${added === -1 ? 'it' : 'them'} goes back.` : `${words.tickets(-added)} fewer.`;
  }
}

function liveAvailability(place) {
  const left = place.querySelector('[data-left]');
  const bar = place.querySelector('.bar rect');
  const source = new EventSource(place.dataset.stream);
  const show = ({ available, capacity }) => {
    const text = words.left(available);
    if (text === left.textContent) return;
    left.textContent = text;
    left.nextElementSibling.hidden = available <= 0;
    left.parentElement.classList.toggle('few', available > 0 && available <= 20);
    left.parentElement.classList.toggle('none', available <= 0);
    bar.setAttribute('width', available <= 0 ? 0 : Math.max(2, Math.floor((available * 100) / capacity)));
    left.classList.remove('changed');
    requestAnimationFrame(() => left.classList.add('changed'));
    const back = document.querySelector('[data-tickets-back]');
    if (back) back.hidden = available <= 0;
  };
  const listen = (message) => show(JSON.parse(message.data));
  source.addEventListener('message', listen);
  source.addEventListener('availability', listen);
  window.addEventListener('pagehide', () => source.close());
}

// Asks how a booking stands until it is settled; ever slower, and not while nobody looks.
function pollBooking(page) {
  let wait = 1000;
  const ask = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(page.dataset.poll, { headers: { Accept: 'application/json' } });
        if (!answer.ok || (await answer.json()).status !== 'PENDING') return window.location.reload();
      } catch {
        // Offline: ask again later.
      }
      wait = Math.min(wait * 1.5, 15000);
    }
    return setTimeout(ask, wait);
  };
  setTimeout(ask, wait);
}

focusWhatWentWrong();
document.querySelectorAll('form[data-once]').forEach(sendOnce);
document.querySelectorAll('.quantity').forEach(stepper);
document.querySelectorAll('[data-stream]').forEach(liveAvailability);
document.querySelectorAll('[data-poll]').forEach(pollBooking);
