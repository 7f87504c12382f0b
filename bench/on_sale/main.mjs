// What it takes to serve a million people at one on-sale: node bench/on_sale/main.mjs [--report FILE] [name=value …]
// where a name is one of assumptions.mjs. Prints tables in Markdown: the model's figures, and the simulation's beside.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../render/table.mjs';
import { assumed, assumptions } from './assumptions.mjs';
import { capacity, model } from './model.mjs';
import { simulate } from './simulation.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { report: { type: 'string', default: path.join(import.meta.dirname, '../render/report.json') } } });
const changes = Object.fromEntries(positionals.map((words) => words.split('=')).map(([name, value]) => [name, Number(value)]));
const unknown = Object.keys(changes).filter((name) => !(name in assumptions));
if (unknown.length > 0) throw new Error(`no assumption is called ${unknown.join(', ')}; they are ${Object.keys(assumptions).join(', ')}`);

const a = assumed(values.report, changes);
const expected = model(a);
const seen = simulate(a);
const round = (value) => (value >= 100 ? Math.round(value).toLocaleString('en') : Math.round(value * 10) / 10);
console.log(table(['assumed', ''], Object.entries(a).map(([name, value]) => [name, round(value * 1000) === 0 ? value : Math.round(value * 1000) / 1000])));
console.log(`\nConfirmed at most ${round(capacity(a).per_s)} bookings a second; the bound is the ${expected.bound}.\n`);
console.log(table(['', 'model', 'simulated'], [
  ['sold out after s', round(expected.sold_out_s), round(seen.sold_out_s)], ['refusals with Retry-After', round(expected.refusals), round(seen.refusals)],
  ['most refusals a second', round(expected.peaks.refusals_per_s), round(seen.peaks.refusals_per_s)], ['most open streams', round(expected.peaks.streams), round(seen.peaks.streams)],
]));
console.log(`\n${table(['cores for', ''], Object.entries(expected.cores).map(([work, cores]) => [work, round(cores)]))}`);
