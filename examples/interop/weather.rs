//! A service that always answers with its declared fault, for clients of other stacks.

use saponify::server::{Context, Failure};
use saponify_examples::weather::{
    GetForecast, GetForecastFault, GetForecastResponse, RequestHeaders, UnknownCity, WeatherService,
};

/// Service implementation that answers every request with the fault `UnknownCity`.
pub(crate) struct Forecasts;

impl WeatherService for Forecasts {
    async fn get_forecast(
        &self,
        _request: GetForecast,
        _headers: RequestHeaders,
        _context: &Context,
    ) -> Result<GetForecastResponse, Failure<GetForecastFault>> {
        let suggestion = vec!["Oslo".to_owned(), "Bergen".to_owned()];
        Err(GetForecastFault::UnknownCity(UnknownCity { suggestion }).into())
    }
}
