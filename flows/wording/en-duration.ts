/** "2 office hours", "1 working day", "30 minutes of office hours". */
export function duration(minutes: number): string {
  if (minutes < 60) return `${minutes} minutes of office hours`;
  const [count, unit] =
    minutes % 420 === 0 ? [minutes / 420, 'working day'] : [Math.round(minutes / 60), 'office hour'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
