// The routes that the wire contract promises, who may call each, and a body that is right for those that take one.
// `id` in a path stands for an id that nothing has.
const id = '01890000-0000-7000-8000-000000000000';
export const absentId = id;

export const goodEvent = { name: 'A Name', starts_at: '2035-01-01T10:00:00Z', capacity: 10, price: 100, currency: 'EUR' };
const signup = { name: 'A Name', email: 'someone@example.org', password: 'a long enough password' };

/** access: who is let in beyond the 401 and 403: anyone, signed_in, organizers, admins, services (and admins). */
export const routes = [
    { service: 'user', method: 'POST', path: '/signup', access: 'anyone', body: signup },
    { service: 'user', method: 'POST', path: '/register', access: 'anyone', body: signup, form: true },
    { service: 'user', method: 'POST', path: '/login', access: 'anyone', body: { email: 'someone@example.org', password: 'a long enough password' }, form: true },
    { service: 'user', method: 'GET', path: '/user', access: 'signed_in' },
    { service: 'user', method: 'PUT', path: '/user', access: 'signed_in', body: { name: 'A Name' } },
    { service: 'user', method: 'GET', path: '/users', access: 'services', list: true },
    { service: 'user', method: 'PUT', path: `/users/${id}`, access: 'admins', body: { role: 'organizer' }, thing: 'user' },
    { service: 'user', method: 'GET', path: '/revocations?after=0', access: 'services' },
    { service: 'user', method: 'GET', path: '/events', access: 'anyone', list: true },
    { service: 'user', method: 'GET', path: `/events/${id}`, access: 'anyone', thing: 'event' },
    { service: 'user', method: 'GET', path: `/events/${id}/availability`, access: 'anyone', thing: 'event' },
    { service: 'user', method: 'GET', path: '/bookings', access: 'signed_in', list: true },
    { service: 'user', method: 'POST', path: '/bookings', access: 'signed_in', body: { event_id: id, tickets: 1 }, thing: 'event' },
    { service: 'user', method: 'GET', path: `/bookings/${id}`, access: 'signed_in', thing: 'booking' },
    { service: 'user', method: 'PUT', path: `/bookings/${id}`, access: 'signed_in', body: { tickets: 2 }, thing: 'booking' },
    { service: 'user', method: 'DELETE', path: `/bookings/${id}`, access: 'signed_in', thing: 'booking' },
    { service: 'user', method: 'GET', path: '/.well-known/jwks.json', access: 'anyone' },
    { service: 'event', method: 'POST', path: '/', access: 'organizers', body: goodEvent },
    { service: 'event', method: 'GET', path: '/', access: 'anyone', list: true },
    { service: 'event', method: 'GET', path: `/${id}`, access: 'anyone', thing: 'event' },
    { service: 'event', method: 'PUT', path: `/${id}`, access: 'organizers', body: { name: 'A Name' }, thing: 'event' },
    { service: 'event', method: 'DELETE', path: `/${id}`, access: 'organizers', thing: 'event' },
    { service: 'event', method: 'GET', path: `/events/${id}/availability`, access: 'anyone', thing: 'event' },
    { service: 'event', method: 'GET', path: `/events/${id}/availability/stream`, access: 'anyone', thing: 'event' },
    { service: 'booking', method: 'POST', path: '/', access: 'signed_in', body: { event_id: id, tickets: 1 }, thing: 'event' },
    { service: 'booking', method: 'GET', path: '/', access: 'signed_in', list: true },
    { service: 'booking', method: 'GET', path: `/${id}`, access: 'signed_in', thing: 'booking' },
    { service: 'booking', method: 'PUT', path: `/${id}`, access: 'signed_in', body: { tickets: 2 }, thing: 'booking' },
    { service: 'booking', method: 'DELETE', path: `/${id}`, access: 'signed_in', thing: 'booking' },
    { service: 'payment', method: 'POST', path: '/payments', access: 'services', body: { user_id: id, amount: 100 } },
    { service: 'payment', method: 'GET', path: '/payments', access: 'services', list: true },
    { service: 'payment', method: 'GET', path: `/payments/${id}`, access: 'services', thing: 'payment' },
    { service: 'payment', method: 'POST', path: '/payments/void', access: 'services', body: { idempotency_key: 'a key' } },
    { service: 'payment', method: 'POST', path: `/payments/${id}/refunds`, access: 'services', body: { amount: 1 }, thing: 'payment' },
    { service: 'notification', method: 'POST', path: '/notifications/send', access: 'services',
        body: { booking_id: id, user_email: 'someone@example.org', status: 'CONFIRMED' } },
    { service: 'notification', method: 'GET', path: '/notifications', access: 'services', list: true },
    { service: 'notification', method: 'GET', path: `/notifications/${id}`, access: 'services', thing: 'notification' },
    { service: 'notification', method: 'GET', path: '/notifications/count', access: 'anyone' },
];

export const everywhere = ['/healthz', '/readyz', '/metrics', '/openapi.json'];
export const nameOf = ({ service, method, path }) => `${service} ${method} ${path.replace(id, '{id}')}`;
