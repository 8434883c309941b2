import { RolekitError } from '@rolekit/sdk';
import * as vega from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import { GRID, RULE, SOFT_INK } from './palette.ts';
import { LABEL_SIZE } from './plot/axes.ts';
import { codedLayer } from './plot/encoded-names.ts';
import type { Plot } from './plot/index.ts';
import { FONT, textWidth } from './text.ts';

export interface Rendered {
  /** SVG elements, without a root. */
  content: string;
  height: number;
}

interface TextItem {
  fontSize?: number;
  fontWeight?: string | number;
}

/** Exported by Vega, though not in its types. */
interface TextMetrics {
  width(item: TextItem, text: unknown): number;
}

// Without this, the width of axis labels depends on whether a canvas package is installed near the server.
(vega as unknown as { textMetrics: TextMetrics }).textMetrics.width = (item, text) =>
  textWidth(String(text ?? ''), item.fontSize ?? 11, item.fontWeight === 'bold');

const CONFIG = {
  font: FONT,
  aria: false,
  view: { stroke: null },
  axis: {
    labelFontSize: LABEL_SIZE,
    labelColor: SOFT_INK,
    titleColor: SOFT_INK,
    titleFontSize: LABEL_SIZE,
    titleFontWeight: 'normal',
    titlePadding: 10,
    gridColor: GRID,
    domainColor: RULE,
    tickColor: RULE,
  },
} as const;

/** Draws a plot as wide as asked. Expressions are interpreted: nothing is compiled to code, nothing is loaded. */
export async function renderPlot(plot: Plot, width: number): Promise<Rendered> {
  const height = plot.height + plot.above + BELOW;
  const spec = {
    width,
    height,
    padding: { left: 0, right: 2, top: 2, bottom: 2 },
    autosize: { type: 'fit', contains: 'padding' },
    background: null,
    config: CONFIG,
    layer: plot.layers.map(codedLayer),
  };
  const { spec: compiled } = compile(spec as unknown as TopLevelSpec, { logger: silent() });
  const view = new vega.View(vega.parse(compiled, undefined, { ast: true }), {
    renderer: 'none',
    expr: expressionInterpreter,
    loader: { load: refuse, sanitize: refuse, http: refuse, file: refuse },
    logger: silent(),
  });
  try {
    const svg = await view.toSVG();
    return { content: svg.replace(/^[\s\S]*?<svg[^>]*>/, '').replace(/<\/svg>\s*$/, ''), height };
  } finally {
    view.finalize();
  }
}

/** Room for the labels of the x axis. */
const BELOW = 40;

async function refuse(): Promise<never> {
  throw new RolekitError('RK_FORBIDDEN', { connector: 'charts', reason: 'a chart loads nothing' });
}

function silent() {
  const logger = {
    level: () => logger,
    error: () => logger,
    warn: () => logger,
    info: () => logger,
    debug: () => logger,
  };
  return logger as never;
}
