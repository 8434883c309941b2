import { seededRandom } from '../random.ts';
import type { ListedCompany, Sector } from './types.ts';

/** What makes a company's figures its own. Shares are parts of sales unless said otherwise. */
export interface Profile {
  /** Sales of the first quarter, thousands. */
  firstSales: number;
  /** Growth a year, at the start and at the end of the five years. */
  growth: readonly [first: number, last: number];
  /** Weight of each fiscal quarter, four in all. */
  season: readonly number[];
  /** Without depreciation. */
  cogs: number;
  sales: number;
  research: number;
  stockCompensation: number;
  capex: number;
  /** Of the plant at the start of a quarter. */
  depreciation: number;
  /** Of the intangibles of the first quarter, a quarter. */
  amortisation: number;
  taxRate: number;
  /** Of a year's first sales. */
  debt: number;
  cash: number;
  intangibles: number;
  /** Of net income, when there is any. */
  dividend: number;
  buyback: number;
  /** Thousands of shares, today's basis. */
  shares: number;
  /** Enterprise value to the sales of the last twelve months, on the last day of the market. */
  evToSales: number;
  minority: boolean;
  preferred: boolean;
}

type Range = readonly [low: number, high: number];
interface SectorRanges {
  growth: Range;
  cogs: Range;
  sales: Range;
  research: Range;
  stock: Range;
  evToSales: Range;
  inventoryDays: Range;
}

const SECTORS: Record<Sector, SectorRanges> = {
  'Enterprise Software': {
    growth: [0.07, 0.22],
    cogs: [0.18, 0.27],
    sales: [0.29, 0.38],
    research: [0.16, 0.22],
    stock: [0.03, 0.08],
    evToSales: [3.4, 7.6],
    inventoryDays: [0, 0],
  },
  'Industrial Automation': {
    growth: [0.01, 0.08],
    cogs: [0.56, 0.63],
    sales: [0.14, 0.19],
    research: [0.04, 0.07],
    stock: [0.005, 0.015],
    evToSales: [1.5, 3.2],
    inventoryDays: [60, 95],
  },
  'Medical Devices': {
    growth: [0.03, 0.12],
    cogs: [0.34, 0.42],
    sales: [0.24, 0.3],
    research: [0.07, 0.11],
    stock: [0.01, 0.03],
    evToSales: [2.8, 5.4],
    inventoryDays: [80, 120],
  },
};

/** How much a unit of currency is worth in the size of these companies. */
const SIZE = { USD: 1, EUR: 0.9, GBP: 0.8, JPY: 150 } as const;

/** Companies that a story is about: what differs from their sector. */
const SPECIAL: Readonly<Record<string, Partial<Profile>>> = {
  'NVRA-US': { firstSales: 236_000, evToSales: 5.6, growth: [0.14, 0.11] },
  // growth bought with losses: EBITDA and earnings are negative
  'MRWG-US': {
    cogs: 0.34,
    sales: 0.58,
    research: 0.27,
    evToSales: 4.1,
    growth: [0.32, 0.24],
    dividend: 0,
    buyback: 0,
    cash: 1.4,
    debt: 0.2,
  },
  // priced far above anything else in its sector
  'KLVR-US': { firstSales: 96_000, evToSales: 61.5, growth: [0.3, 0.34], dividend: 0, shares: 412_000 },
  'THBS-US': { cogs: 0.48, sales: 0.52, research: 0.24, dividend: 0, buyback: 0, cash: 2.2, debt: 0 },
  'LNFD-US': { evToSales: 4.3 },
  'BRKC-US': { dividend: 0.3 },
};

/** The profile of a company: drawn from its sector's ranges, then what is special about it. */
export function profileOf(company: ListedCompany): Profile {
  const random = seededRandom(`market/profile/${company.ticker}`);
  const within = ([low, high]: Range) => low + (high - low) * random.next();
  const ranges = SECTORS[company.sector];
  const size = SIZE[company.currency];
  const firstSales = Math.round((60_000 + 440_000 * random.next() ** 2) * size);
  const growth = within(ranges.growth);
  const tilt = within([0.02, 0.07]);
  const profile: Profile = {
    firstSales,
    growth: [growth, Math.max(0, growth - 0.04 + 0.05 * random.next())],
    season: [1 - tilt, 1 - tilt / 3, 1 + tilt / 3, 1 + tilt],
    cogs: within(ranges.cogs),
    sales: within(ranges.sales),
    research: within(ranges.research),
    stockCompensation: within(ranges.stock),
    capex: within([0.025, 0.05]),
    depreciation: within([0.035, 0.05]),
    amortisation: within([0.008, 0.015]),
    taxRate: { US: 0.22, DE: 0.29, GB: 0.25, JP: 0.3 }[company.region],
    debt: within([0.1, 0.7]),
    cash: within([0.25, 0.6]),
    intangibles: within([0.4, 1.1]),
    dividend: random.chance(0.6) ? within([0.15, 0.4]) : 0,
    buyback: random.chance(0.85) ? within([0.3, 0.65]) : 0,
    shares: Math.round((firstSales * 4) / (within([5, 19]) * size)),
    evToSales: within(ranges.evToSales),
    minority: random.chance(0.15),
    preferred: random.chance(0.08),
  };
  return { ...profile, ...SPECIAL[company.ticker] };
}

/** Days of sales tied up in inventory. */
export function inventoryDays(company: ListedCompany): number {
  const [low, high] = SECTORS[company.sector].inventoryDays;
  return low + (high - low) * seededRandom(`market/inventory/${company.ticker}`).next();
}
