// Writes a run's report: report.json, from which report.md and the plots are made.
import fs from 'node:fs';
import path from 'node:path';
import { figures } from './figures.mjs';
import { plots } from './plots.mjs';
import { sections } from './sections.mjs';
import { table } from './table.mjs';

function markdown(report, drawn) {
  const { machine, versions, parts } = report;
  const where = `${machine.processor}, ${machine.cores} cores, ${machine.memory_gib} GiB, Linux ${machine.kernel}, ${machine.file_system}`;
  const rows = figures(report).map(({ what, measured, wanted, met }) => [what, measured, wanted, met === undefined ? '' : met ? 'yes' : '**no**']);
  const text = [
    '# Performance report',
    `${report.date.slice(0, 16).replace('T', ' ')} UTC, ${versions.boxoffice} (${versions.commit}), node ${versions.node}`,
    `${where}. Load average before: ${machine.load_average_before.join(', ')}.`,
    `    ${report.command}`,
    '## Figures',
    table(['what', 'measured', 'wanted', 'met'], rows),
    ...sections(report),
    ...drawn.map((file) => `![${file}](${file})`),
    '## When and how long',
    table(['part', 'version', 'run of', 's'], Object.entries(parts).map(([name, { commit, date, took_s }]) => [name, commit, date?.slice(0, 16).replace('T', ' '), took_s])),
  ];
  return `${text.join('\n\n')}\n`;
}

export function writeReport(folder, report) {
  fs.writeFileSync(path.join(folder, 'report.json'), `${JSON.stringify(report, null, 1)}\n`);
  const drawn = Object.entries(plots(report)).map(([name, svg]) => {
    fs.writeFileSync(path.join(folder, name), svg);
    return name;
  });
  fs.writeFileSync(path.join(folder, 'report.md'), markdown(report, drawn));
}
