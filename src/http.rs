//! The routes.

mod assets;
mod caller;
mod chart;
mod export;
mod graphql;
mod language;
mod middleware;
mod operations;
mod paced;
mod refusal;
mod tag;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use ipnet::IpNet;

use crate::config::Settings;
use crate::service::Service;
use crate::telemetry::Figures;
use crate::transfer::export::Exporter;

/// What handlers share.
#[derive(Clone)]
struct Shared {
    service: Service,
    exporter: Exporter,
    figures: Figures,
    /// How long a request may take.
    time: Duration,
    /// Whose word on where a request came from is taken.
    trusted: Arc<[IpNet]>,
}

/// Every route, with the layers around them.
pub fn router(service: Service, figures: Figures, settings: &Settings) -> Router {
    let shared = Shared {
        exporter: Exporter::new(service.clone()),
        service,
        figures: figures.clone(),
        time: settings.request_timeout,
        trusted: settings.trusted_proxies.as_slice().into(),
    };
    let routes = Router::new()
        .route("/", get(assets::landing))
        .route("/landing.css", get(assets::landing_style))
        .route("/graphql", get(graphql::get).post(graphql::post))
        .route("/export/{file}", get(export::get))
        .route("/chart/metric/{file}", get(chart::get))
        .route("/schema.graphql", get(operations::schema))
        .route("/healthz", get(operations::alive))
        .route("/readyz", get(operations::ready))
        .route("/metrics", get(operations::figures))
        .route("/graphiql", get(assets::explorer))
        .route("/graphiql/{*path}", get(assets::explorer_file))
        .fallback(operations::not_found)
        .method_not_allowed_fallback(operations::method_not_allowed)
        .layer(DefaultBodyLimit::max(settings.request_limit))
        .with_state(shared);
    middleware::around(routes, figures)
}
