import type { Results } from './parts.ts';

/** A ratio may be so much worse than the baseline before it counts. */
const SLACK = 0.15;

/** The ratios of a run, each so that more is better: figures of one run on one machine, whatever the machine. */
export function ratiosOf(results: Results): Record<string, number> {
  const { chats100, chats1000, letters, lone, processes } = results;
  const found: Record<string, number> = {};
  for (const peer of ['telegraf', 'grammy', 'xstate', 'limit'] as const) {
    if (chats100) found[`chats100/${peer}`] = chats100.ours / chats100[peer];
    if (chats1000) found[`chats1000/${peer}`] = chats1000.ours / chats1000[peer];
  }
  if (lone) found['lone/bare'] = lone.bare / lone.ours;
  if (processes) found['processes two/one'] = processes.two / processes.one;
  for (const peer of ['pdfmake', 'chromium'] as const)
    if (letters) {
      found[`letters/${peer}`] = letters.ours / letters[peer];
      found[`signed/${peer}`] = letters.signed / letters[peer];
    }
  return found;
}

/** A sentence for each ratio of this run that is worse than the baseline by more than the slack. */
export function compare(found: Record<string, number>, baseline: Record<string, number>): string[] {
  return Object.entries(found).flatMap(([name, value]) => {
    const expected = baseline[name];
    if (expected === undefined || value >= expected * (1 - SLACK)) return [];
    return [`${name} is ${value.toFixed(2)}, the baseline ${expected.toFixed(2)}: worse by more than 15 %.`];
  });
}
