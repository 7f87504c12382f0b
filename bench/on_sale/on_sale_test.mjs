import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assumptions } from './assumptions.mjs';
import { capacity, model } from './model.mjs';
import { simulate } from './simulation.mjs';

const near = (measured, expected, tolerance, what) => assert.ok(Math.abs(measured / expected - 1) <= tolerance, `${what}: ${measured}, the model says ${expected}`);

// A tenth of the people and of the capacity: the same shape, quicker to simulate.
const smaller = { ...assumptions, people: 100_000, tickets: 5_000, gateway_per_s: 200 };

test('the model says what happens to people one by one', () => {
  for (const changes of [{}, { gateway_per_s: 40 }, { thinking_s: 20 }, { tickets: 20_000 }]) {
    const a = { ...smaller, ...changes };
    const expected = model(a);
    const seen = simulate(a);
    near(seen.sold_out_s, expected.sold_out_s, 0.05, 'sold out');
    near(seen.refusals, expected.refusals, 0.1, 'refusals');
    near(seen.peaks.refusals_per_s, expected.peaks.refusals_per_s, 0.15, 'peak of refusals');
    near(seen.peaks.streams, expected.peaks.streams, 0.05, 'peak of streams');
  }
});

test('a model that forgets that the refused come back is found out', () => {
  const seen = simulate(smaller);
  assert.ok(Math.abs(seen.refusals / model({ ...smaller, retry_s: 15 }).refusals - 1) > 0.5);
});

test('the slowest of gateway, hot event and instances bounds the sale', () => {
  assert.equal(capacity({ ...assumptions, gateway_per_s: 10 }).bound, 'gateway');
  assert.equal(capacity({ ...assumptions, gateway_per_s: 1e9, round_ms: 100 }).bound, 'hot event');
  assert.equal(capacity({ ...assumptions, gateway_per_s: 1e9, booking_ms: 100 }).bound, 'booking instances');
});
