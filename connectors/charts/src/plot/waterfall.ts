import { refuse } from '../chart-refusal.ts';
import { numberFormat, withSign } from '../numbers.ts';
import { DOWN, INK, LEVEL, RULE, UP } from '../palette.ts';
import { bandX, LABEL_SIZE, valueAxis } from './axes.ts';
import type { Drawing, Plot } from './types.ts';

const HEIGHT = 330;
const MAX_STEPS = 16;

/** From one level to another by changes that add up. @throws RK_INVALID_REQUEST when they do not */
export function waterfallPlot({ input, table }: Drawing): Plot {
  const { points } = table;
  if (table.dropped > 0) throw refuse('A waterfall needs a value in every row.', 'Send 0 for a change that is none.');
  if (points.length < 3 || points.length > MAX_STEPS) {
    throw refuse(
      `A waterfall of ${points.length} rows cannot be drawn.`,
      `Send the first level, 1 to ${MAX_STEPS - 2} changes, and the last level, in this order.`,
    );
  }
  const steps = stepsOf(
    points.map(({ x, y }) => ({ x: String(x), y: y ?? 0 })),
    input.unit,
  );
  const axis = bandX(table, 0.35);
  const y = valueAxis(
    steps.flatMap(({ low, high }) => [low, high]),
    input,
    { zero: true, field: 'high' },
  );
  const encoding = { x: axis.definition };
  return {
    layers: [
      {
        data: { values: steps.slice(0, -1).map((step, index) => ({ ...step, next: steps[index + 1]?.x })) },
        mark: { type: 'rule', color: RULE, strokeWidth: 1.5 },
        encoding: {
          x: { ...axis.definition, bandPosition: 1 },
          x2: { field: 'next', bandPosition: 0 },
          y: { ...y, field: 'after' },
        },
      },
      {
        data: { values: steps },
        mark: { type: 'bar' },
        encoding: { ...encoding, y, y2: { field: 'low' }, color: { field: 'colour', type: 'nominal', scale: null } },
      },
      {
        data: { values: steps },
        mark: { type: 'text', baseline: 'bottom', dy: -4, fontSize: LABEL_SIZE, fontWeight: 'bold' },
        encoding: { ...encoding, y, text: { field: 'label' }, color: { value: INK } },
      },
    ],
    labels: [],
    height: HEIGHT,
    above: 0,
    legend: [],
    notes: areRounded(
      points.map(({ y }) => y ?? 0),
      steps,
    )
      ? ['The labels are rounded; the values add up.']
      : [],
    values: { channel: 'y', definition: y },
  };
}

interface Step {
  x: string;
  low: number;
  high: number;
  after: number;
  label: string;
  colour: string;
}

function stepsOf(rows: readonly { x: string; y: number }[], unit: string): Step[] {
  const words = numberFormat(
    rows.map(({ y }) => y),
    unit,
  );
  let level = 0;
  const steps = rows.map(({ x, y }, index): Step => {
    const isLevel = index === 0 || index === rows.length - 1;
    const before = isLevel ? 0 : level;
    const after = isLevel ? y : level + y;
    if (index === rows.length - 1) checkSum(level, y, words);
    level = after;
    return {
      x,
      low: Math.min(before, after),
      high: Math.max(before, after),
      after,
      label: isLevel ? words(y) : withSign(y, words(y)),
      colour: isLevel ? LEVEL : y < 0 ? DOWN : UP,
    };
  });
  return steps;
}

/** Labels of a thousand and more have no cents, and may then miss their sum by one. */
function areRounded(values: readonly number[], steps: readonly Step[]): boolean {
  return values.some((value) => !Number.isInteger(value)) && steps.every(({ label }) => !label.includes('.'));
}

function checkSum(reached: number, stated: number, words: (value: number) => string): void {
  const difference = stated - reached;
  if (Math.abs(difference) <= Math.max(Math.abs(stated), Math.abs(reached)) * 1e-6 + 0.005) return;
  throw refuse(
    `The changes lead to ${words(reached)}, but the last row says ${words(stated)}.`,
    `Add the missing ${withSign(difference, words(difference))} as a change of its own ("unexplained"), or correct the rows.`,
  );
}
