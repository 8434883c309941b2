// Written by `rolekit types` from the tools of weather: run it again when they change.

export interface Tools {
  /**
   * List stations (read)
   */
  weather_list_stations: {
    input: WeatherListStationsInput;
    result: WeatherListStationsResult;
  };
  /**
   * List observations (read)
   */
  weather_list_observations: {
    input: WeatherListObservationsInput;
    result: WeatherListObservationsResult;
  };
  /**
   * Get station (read)
   */
  weather_get_station: {
    input: WeatherGetStationInput;
    result: WeatherGetStationResult;
  };
  /**
   * Set a wind alert (write)
   */
  weather_set_alert: {
    input: WeatherSetAlertInput;
    result: WeatherSetAlertResult;
  };
}
export interface WeatherListStationsInput {
  /**
   * Only stations of this region.
   */
  region?: 'north' | 'south' | 'coast';
  limit?: number;
  cursor?: string;
}
export interface WeatherListStationsResult {
  items: {
    id: string;
    name: string;
    region: string;
    /**
     * Wind speed in m/s above which an alert is sent; null for none.
     */
    alertAboveMs: number | null;
  }[];
  page: Page;
  source: Source;
  notes?: string[];
}
export interface Page {
  returned: number;
  total?: number;
  truncated: boolean;
  next?: string;
}
export interface Source {
  connector: string;
  environment: 'production' | 'sandbox';
  asOf: string;
  retrievedAt: string;
  requestId?: string;
}
export interface WeatherListObservationsInput {
  /**
   * Id of the station, e.g. st-01.
   */
  station: string;
  /**
   * Not older than this time.
   */
  from?: string;
  limit?: number;
  cursor?: string;
}
export interface WeatherListObservationsResult {
  items: {
    at: string;
    temperatureC: number;
    windMs: number;
  }[];
  page: Page;
  source: Source;
  notes?: string[];
}
export interface WeatherGetStationInput {
  /**
   * Id of the station, e.g. st-01.
   */
  station: string;
}
export interface WeatherGetStationResult {
  item: {
    id: string;
    name: string;
    region: string;
    /**
     * Wind speed in m/s above which an alert is sent; null for none.
     */
    alertAboveMs: number | null;
  };
  source: Source;
  notes?: string[];
}
export interface WeatherSetAlertInput {
  /**
   * Id of the station, e.g. st-01.
   */
  station: string;
  /**
   * Wind speed in m/s; null removes the alert.
   */
  alertAboveMs: number | null;
}
export interface WeatherSetAlertResult {
  item: {
    id: string;
    name: string;
    region: string;
    /**
     * Wind speed in m/s above which an alert is sent; null for none.
     */
    alertAboveMs: number | null;
  };
  source: Source;
  notes?: string[];
}
