import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countStacks } from '../lib/profile.mjs';
import { microsecondsByStep } from '../lib/steps.mjs';
import { figures } from './figures.mjs';
import { drawFlames } from './flames.mjs';
import { latencyPlot } from './plot.mjs';
import { table } from './table.mjs';

const started = (first_answer_ms) => ({ parts: { start: { first_answer_ms, idle_mib: 30 } } });

test('a figure is met or not as the bound says', () => {
  assert.equal(figures(started(149))[0].met, true);
  assert.equal(figures(started(151))[0].met, false);
});

test('a part that failed is a figure that is not met', () => {
  assert.deepEqual(figures({ parts: { reads: { failed: 'no socket' } } }), [{ what: 'reads', measured: 'failed: no socket', met: false }]);
});

test('a table has a line for each row and a dash for what is not there', () => {
  assert.equal(table(['a', 'b'], [[1, undefined]]), '| a | b |\n| --- | --- |\n| 1 | – |');
});

test('stacks are counted from the outermost inwards, without argument lists', () => {
  const sample = 'boxoffice 12 1.0: 1 cpu-clock:\n\t55 boxoffice::inner(int)+0x5 (/x/boxoffice)\n\t66 outer+0x1 (/x/boxoffice)\n';
  assert.deepEqual([...countStacks(`${sample}\n${sample}\n`)], [['boxoffice;outer;inner', 2]]);
});

test('a stack counts for the step of its innermost known function, on the thread that it is of', () => {
  const stacks = new Map([
    ['boxoffice;main;booking::Advance::pay;payment::Payments::charge;operator new', 2], ['boxoffice;main;run', 1],
    ['write payment;sqlite3_step;fdatasync;do_fsync;schedule', 1],
  ]);
  assert.deepEqual(microsecondsByStep(stacks, 100), [
    ['boxoffice', 'charge', 50], ['boxoffice', 'coroutines, timers, memory', 25], ['write payment', 'syncs of the disk', 25],
  ]);
});

test('a flame graph shows each function once a caller, with its share', () => {
  const svg = drawFlames('part', new Map([['a;b', 3], ['a;c', 1]]));
  assert.match(svg, /<title>b: 75.0 %<\/title>/);
  assert.match(svg, /<title>a: 100.0 %<\/title>/);
});

test('a plot of what took no time at all can be drawn', () => {
  assert.doesNotMatch(latencyPlot('none', [{ name: 'x', latency: { curve: [{ share: 0.5, ms: 0 }, { share: 1, ms: 0 }] } }]), /NaN|Infinity/);
});
