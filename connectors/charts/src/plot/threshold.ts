import { SOFT_INK } from '../palette.ts';
import { textWidth, wrap } from '../text.ts';
import { fixed } from './encoded-names.ts';
import type { Layer, Plot } from './types.ts';

const SIZE = 11.5;
const LINE = 14;
const ROOM = 120;

/** A dashed line across the plot; its label stands where no mark and no other label is expected. */
export function drawThreshold({ values, labelledAtEnds }: Plot, at: number, label: string): Layer[] {
  const data = { values: [{ at }] };
  const channel = { ...values.definition, field: 'at', stack: null };
  const line = { type: 'rule', color: SOFT_INK, strokeWidth: 1.2, strokeDash: [6, 4] };
  const words = {
    type: 'text',
    text: fixed(label),
    align: 'left',
    color: SOFT_INK,
    fontSize: SIZE,
    fontWeight: 'bold',
  };
  if (values.channel === 'x') {
    return [
      { data, mark: line, encoding: { x: channel, y: { value: 0 }, y2: { value: 'height' } } },
      { data, mark: { ...words, baseline: 'bottom', dy: -4 }, encoding: { x: channel, y: { value: 0 } } },
    ];
  }
  const across = { data, mark: line, encoding: { y: channel, x: { value: 0 }, x2: { value: 'width' } } };
  if (labelledAtEnds) {
    const inside = { ...words, baseline: 'bottom', dx: 6, dy: -5 };
    const halo = { ...inside, color: '#ffffff', stroke: '#ffffff', strokeWidth: 3 };
    const encoding = { y: channel, x: { value: 0 } };
    return [across, { data, mark: halo, encoding }, { data, mark: inside, encoding }];
  }
  const lines = wrap(label, (text) => textWidth(text, SIZE, true) <= ROOM);
  const dy = -((lines.length - 1) * LINE) / 2;
  const beside = { ...words, text: lines.map(fixed), lineHeight: LINE, baseline: 'middle', dx: 6, dy };
  return [across, { data, mark: beside, encoding: { y: channel, x: { value: 'width' } } }];
}
