/**
 * The fields of the vendor's rows, as its published API descriptions and client libraries list them: what a row of the
 * sandbox may have, and nothing else.
 */
const PUBLISHED_FIELDS = {
  fundamental:
    'requestId fsymId metric periodicity fiscalPeriod fiscalYear fiscalPeriodLength fiscalEndDate reportDate epsReportDate updateType currency value',
  metric: 'metric name category subcategory isPIT isNonPIT oaPageId description oaUrl factor sdfPackage dataType',
  batchStatus: 'id status startTime endTime error',
  batchError: 'id code title',
  consensus:
    'requestId fsymId metric periodicity fiscalPeriod fiscalYear fiscalEndDate relativePeriod estimateDate currency estimateCurrency mean median standardDeviation high low estimateCount up down',
  actual:
    'requestId fsymId metric periodicity fiscalPeriod fiscalYear fiscalEndDate actualValue actualType reportDate currency estimateCurrency',
  surprise:
    'requestId fsymId date currency estimateCurrency metric statistic periodicity fiscalEndDate fiscalYear fiscalPeriod surpriseDate surpriseAmount surprisePercent surpriseBefore surpriseAfter eventDescription eventFlag',
  rating:
    'requestId fsymId estimateDate buyCount overweightCount holdCount underweightCount sellCount ratingsNestTotal ratingsNote ratingsNoteText',
  estimateMetric: 'metric name category subcategory oAurl factor',
  price: 'requestId fsymId date currency price priceOpen priceHigh priceLow volume turnover tradeCount vwap',
  returns: 'requestId fsymId date currency totalReturn',
  split:
    'requestId fsymId eventId eventTypeCode eventTypeDesc divTypeCode announcementDate recordDate payDate effectiveDate adjFactor adjFactorCombined distOldTerm distNewTerm shortDesc',
  dividend:
    'requestId fsymId eventId eventTypeCode eventTypeDesc divTypeCode announcementDate recordDate payDate effectiveDate currency declaredCurrency amtDefTradingAdj amtDefTradingUnadj dividendStatus dividendFrequencyDesc shortDesc',
  marketValue: 'requestId fsymId currentMarketValue currency date',
  shares:
    'requestId fsymId date documentId reportDate publicationDate fiscalYear reportingPeriodDescription reportingPeriod description adrDescription adrRatio adrFsymId totalOutstanding adrTotalOutstanding',
  lookup: 'dataset id idType name issuerName entityId fsymRegionalId fsymListingId',
  listedError: 'id code links title',
  lookupError: 'id code title detail',
  flatError: 'status timestamp path message subErrors',
} as const;

export type PublishedRow = keyof typeof PUBLISHED_FIELDS;

export function publishedFields(row: PublishedRow): string[] {
  return PUBLISHED_FIELDS[row].split(' ').sort();
}
