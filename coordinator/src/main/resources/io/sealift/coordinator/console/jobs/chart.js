// The rate of each target over time, as far as this page has seen it.
import { html, useEffect, useRef } from '../html.js';
import { bytes, clock } from '../format.js';
import { t } from '../i18n.js';

const MOST_POINTS = 600;
const LEAST_SECONDS = 60;
const STEPS = Array.from({ length: 45 }, (each, power) => 2 ** power);
const COLOURS = ['--chart-1', '--chart-2', '--chart-3', '--chart-4', '--chart-5'];

/** What was seen of a job's rates: times, and a row of rates for each region. */
export function useRates(job) {
  const seen = useRef({ times: [], rates: {} });
  if (job && job.state === 'RUNNING') {
    const { times, rates } = seen.current;
    const now = Date.now() / 1000;
    if (times.length === 0 || now - times[times.length - 1] >= 0.5) {
      times.push(now);
      for (const target of job.targets) {
        const row = (rates[target.region] ??= Array(times.length - 1).fill(null));
        row.push(target.bytesPerSecond ?? 0);
      }
      if (times.length > MOST_POINTS) [times, ...Object.values(rates)].forEach((row) => row.shift());
    }
  }
  return seen.current;
}

export function Chart({ rates }) {
  const box = useRef(null);
  const plot = useRef(null);
  const regions = Object.keys(rates.rates);
  const count = rates.times.length;
  const enough = count > 1;
  useEffect(() => {
    if (!enough || !window.uPlot) return undefined;
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const axis = { stroke: colour('--text'), grid: { stroke: colour('--line') }, ticks: { stroke: colour('--line') } };
    const width = () => Math.max(200, box.current.clientWidth);
    plot.current = new window.uPlot({
      width: width(),
      height: 220,
      legend: { show: true },
      series: [{ label: t('chart.time'), value: (u, value) => (value == null ? '' : clock(value)) }, ...regions.map((region, i) => ({ label: region, stroke: colour(COLOURS[i % COLOURS.length]), width: 2,
        dash: i ? [4 + 4 * i, 4] : [], value: (u, value) => (value == null ? '' : t('rate', { bytes: bytes(value) })) }))],
      axes: [{ ...axis, space: 100, values: (u, values) => values.map(clock) }, { ...axis, size: 100, incrs: STEPS, values: (u, values) => values.map((value) => t('rate', { bytes: bytes(value) })) }],
      scales: { x: { range: (u, first, last) => [Math.min(first, last - LEAST_SECONDS), last] }, y: { range: (u, low, high) => [0, Math.max(1, high * 1.1)] } },
    }, [rates.times, ...regions.map((region) => rates.rates[region])], box.current);
    const resized = () => plot.current && plot.current.setSize({ width: width(), height: 220 });
    addEventListener('resize', resized);
    return () => {
      removeEventListener('resize', resized);
      plot.current.destroy();
      plot.current = null;
    };
  }, [enough, regions.join()]);
  useEffect(() => {
    if (plot.current) plot.current.setData([rates.times, ...regions.map((region) => rates.rates[region])]);
  }, [count, rates.times[count - 1]]);
  if (!enough) return null;
  const last = regions.map((region) => `${region}: ${t('rate', { bytes: bytes(rates.rates[region].at(-1) || 0) })}`).join(', ');
  return html`<section class="chart"><h2>${t('chart')}</h2><div ref=${box} role="img" aria-label=${t('chart.now', { rates: last })}></div></section>`;
}
