import { seededRandom } from '../random.ts';
import type { ListedCompany, MarketCurrency, Region, Sector } from './types.ts';

const CURRENCY: Record<Region, MarketCurrency> = { US: 'USD', DE: 'EUR', GB: 'GBP', JP: 'JPY' };
const EXCHANGE: Record<Region, string> = { US: 'NAS', DE: 'FRA', GB: 'LON', JP: 'TKS' };

/** Ticker, name, month of the fiscal year end. */
type Entry = readonly [ticker: string, name: string, yearEnd: number];

const SOFTWARE: readonly Entry[] = [
  ['NVRA-US', 'Novera Systems Inc.', 12],
  ['HLDN-US', 'Halden Systems Inc.', 12],
  ['HLDN-GB', 'Halden Systems plc', 3],
  ['OBSC-US', 'Orbiscope Software Inc.', 12],
  ['TSVN-US', 'Tessavane Cloud Inc.', 6],
  ['BRMR-US', 'Brightmoor Data Inc.', 12],
  ['KLVR-US', 'Kelvaro Inc.', 12],
  ['PLWA-US', 'Pellworth Analytics Inc.', 9],
  ['LNFD-US', 'Linfield Logic Inc.', 12],
  ['SBLC-US', 'Sablecraft Software Inc.', 1],
  ['MRWG-US', 'Marrowgate Security Inc.', 12],
  ['AUSK-DE', 'Auskamp Software SE', 12],
  ['DNMR-GB', 'Dunmere Technology Group plc', 3],
  ['FRWD-DE', 'Ferrowind Business Systems AG', 12],
  ['KTMR-JP', 'Kitamori Systems K.K.', 3],
  ['HGSF-JP', 'Hoshigami Soft K.K.', 3],
  ['QLUM-US', 'Quantlume Software Inc.', 1],
  ['VNTL-US', 'Vantrel Cloud Inc.', 12],
  ['OKSP-US', 'Oakspire Payroll Inc.', 6],
  ['CNDP-US', 'Cinderpath Workflow Inc.', 12],
  ['GRWK-GB', 'Greywick Software plc', 12],
  ['LMHL-US', 'Lumenhall Learning Inc.', 6],
  ['ZPHY-US', 'Zephyrine Identity Inc.', 1],
  ['NQPS-US', 'Northquay Payments Inc.', 12],
];

const AUTOMATION: readonly Entry[] = [
  ['ACVN-US', 'Actuvane Robotics Inc.', 12],
  ['BRKC-US', 'Brackenridge Controls Inc.', 9],
  ['CVXA-US', 'Corvex Automation Inc.', 12],
  ['DRHW-DE', 'Drehwerk Antriebe AG', 12],
  ['EISH-DE', 'Eisenhag Automation SE', 9],
  ['FLKR-DE', 'Falkenrieder Sensorik AG', 12],
  ['GRWT-GB', 'Gearwright plc', 3],
  ['HXLM-GB', 'Hexley Motion plc', 12],
  ['IRVL-US', 'Ironvale Machine Vision Inc.', 12],
  ['JRNR-JP', 'Jouren Robotics K.K.', 3],
  ['KRTN-JP', 'Kurotani Precision K.K.', 3],
  ['LTMR-US', 'Lathemoor Tools Inc.', 6],
  ['MDRS-JP', 'Midori Servo K.K.', 3],
  ['NRDL-DE', 'Nordlicht Pneumatik AG', 12],
  ['OXBC-US', 'Oxbow Conveyor Systems Inc.', 12],
  ['PNLT-US', 'Pinnault Controls Inc.', 12],
  ['QRYI-GB', 'Quarryman Instruments plc', 9],
  ['RDGA-US', 'Ridgeline Actuation Inc.', 12],
  ['STLW-DE', 'Stellwerk Steuerungen AG', 12],
  ['TNFG-US', 'Tarnforge Automation Inc.', 6],
];

const DEVICES: readonly Entry[] = [
  ['ALDC-US', 'Aldermoor Cardiac Inc.', 12],
  ['BNTI-US', 'Benthic Imaging Inc.', 12],
  ['CVXM-US', 'Corvex Medical Inc.', 12],
  ['DLWO-GB', 'Dalewell Orthopaedics plc', 12],
  ['ELMD-US', 'Elmcroft Diagnostics Inc.', 6],
  ['FNKS-US', 'Fennick Surgical Inc.', 12],
  ['GLSM-DE', 'Glasmoor Medizintechnik AG', 12],
  ['HLRI-US', 'Heliora Implants Inc.', 12],
  ['ISRM-DE', 'Isarblick Medical SE', 9],
  ['JNVR-US', 'Junivale Respiratory Inc.', 6],
  ['KSTW-US', 'Kestwell Monitoring Inc.', 12],
  ['LNDA-DE', 'Lindenau Dental AG', 12],
  ['MZHE-JP', 'Mizuhara Endoscopy K.K.', 3],
  ['NRMC-JP', 'Narumi Catheter K.K.', 3],
  ['OSTW-GB', 'Ostwick Hearing plc', 3],
  ['PGDC-US', 'Peregrane Diabetes Care Inc.', 9],
  ['QLMD-US', 'Quillmed Devices Inc.', 12],
  ['RSHD-US', 'Rosehythe Dialysis Inc.', 12],
  ['SKRO-JP', 'Sakuragi Optics K.K.', 3],
  ['THBS-US', 'Thornbeck Surgical Robotics Inc.', 12],
];

const SIGNS = '0123456789BCDFGHJKLMNPQRSTVWXYZ';

/** The 64 companies that the market knows by name. */
export const MARKET_COMPANIES: readonly ListedCompany[] = [
  ...SOFTWARE.map((entry) => listing(entry, 'Enterprise Software')),
  ...AUTOMATION.map((entry) => listing(entry, 'Industrial Automation')),
  ...DEVICES.map((entry) => listing(entry, 'Medical Devices')),
];

const LONG_TAIL = /^Z(\d{4})-US$/;
const SECTORS: readonly Sector[] = ['Enterprise Software', 'Industrial Automation', 'Medical Devices'];

/**
 * Small caps `Z0000-US` to `Z5999-US` for requests of thousands of ids: made when asked for, and found by their exact ids
 * only.
 */
export function longTailCompany(ticker: string): ListedCompany | undefined {
  const number = LONG_TAIL.exec(ticker)?.[1];
  if (number === undefined || Number(number) >= 6000) return undefined;
  return listing([ticker, `Small Cap ${number} Corp.`, 12], SECTORS[Number(number) % 3] ?? 'Medical Devices');
}

function listing([ticker, name, yearEnd]: Entry, sector: Sector): ListedCompany {
  const region = ticker.slice(-2) as Region;
  return Object.freeze({
    ticker,
    name,
    sector,
    region,
    exchange: EXCHANGE[region],
    currency: CURRENCY[region],
    fiscalYearEndMonth: yearEnd,
    fsymId: `${code(ticker, 'regional')}-R`,
    securityId: `${code(ticker, 'security')}-S`,
    listingId: `${code(ticker, 'listing')}-L`,
    entityId: `${code(ticker, 'entity')}-E`,
    isin: isinOf(ticker, region),
  });
}

/** Six signs without vowels, always the same for the same ticker. */
function code(ticker: string, kind: string): string {
  const random = seededRandom(`market/${kind}/${ticker}`);
  return Array.from({ length: 6 }, () => SIGNS[random.int(0, SIGNS.length - 1)]).join('');
}

function isinOf(ticker: string, region: Region): string {
  const body = `${region}${code(ticker, 'isin')}${code(ticker, 'isin-tail').slice(0, 3)}`;
  return body + checkDigit(body);
}

/** Luhn over the digits, letters counted as 10 to 35. */
function checkDigit(body: string): number {
  const digits = [...body].map((sign) => Number.parseInt(sign, 36)).join('');
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
