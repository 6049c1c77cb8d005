//! The routes.

mod accept;
mod assets;
mod call;
mod caller;
mod chart;
mod encoding;
mod explain;
mod export;
mod graphql;
mod headers;
mod language;
mod middleware;
mod observe;
mod operations;
mod options;
mod origins;
mod paced;
mod pages;
mod refusal;
mod server;
mod site;
mod sitemap;
mod status;
mod tag;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::map_response;
use axum::routing::get;
use ipnet::IpNet;

pub use server::Server;

use self::assets::Pages;
use self::call::Bodies;
use crate::config::{Report, Settings};
use crate::service::Service;
use crate::telemetry::Figures;
use crate::transfer::export::Exporter;

/// What handlers share.
struct Shared {
    service: Arc<Service>,
    exporter: Exporter,
    figures: Arc<Figures>,
    /// How long a request may take.
    time: Duration,
    /// How bodies are read.
    bodies: Bodies,
    /// The pages, whose links begin with the prefix.
    pages: Pages,
    /// What stands before every path.
    prefix: String,
    /// Where readers have the service, where the operator says it.
    origin: Option<String>,
    /// Where readers tell of errors.
    report: Option<Report>,
    /// Whose word on where a request came from is taken.
    trusted: Vec<IpNet>,
}

/// Every route, with the layers around them.
pub fn router(service: Service, figures: Arc<Figures>, settings: &Settings) -> Router {
    let service = Arc::new(service);
    let shared = Arc::new(Shared {
        exporter: Exporter::new(Arc::clone(&service)),
        service,
        figures: Arc::clone(&figures),
        time: settings.request_timeout,
        bodies: Bodies::new(settings.request_limit),
        pages: Pages::new(&settings.prefix),
        prefix: settings.prefix.clone(),
        origin: settings.origin.clone(),
        report: settings.report.clone(),
        trusted: settings.trusted_proxies.clone(),
    });
    let site = match settings.prefix.as_str() {
        "" => routes(),
        prefix => {
            let landing = format!("{prefix}/");
            Router::new().nest(prefix, routes()).route(&landing, get(pages::chain)).merge(machines())
        }
    };
    let site = site
        .fallback(operations::not_found)
        .method_not_allowed_fallback(operations::method_not_allowed)
        .with_state(Arc::clone(&shared));
    middleware::around(site, shared, figures, &settings.cors)
}

/// What people and their programs ask.
fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/graphql", get(graphql::get).post(graphql::post))
        .route("/export/{file}", get(export::get))
        .route("/chart/metric/{file}", get(chart::get))
        .route("/chart/chain.svg", get(chart::chain))
        .route("/chart/neighbourhood.svg", get(chart::neighbourhood))
        .route("/chart/drawing.css", get(chart::style))
        .route("/schema.graphql", get(operations::schema))
        .route("/graphiql", get(assets::explorer))
        .route("/graphiql/{*path}", get(assets::explorer_file))
        .route("/sitemap.xml", get(sitemap::index))
        .route("/sitemap/{file}", get(sitemap::part))
        .merge(pages::routes())
        .merge(machines())
}

/// What those ask who keep the service running. It is at the root, too, where all else is behind a prefix: they come past the
/// proxy that puts it there.
fn machines() -> Router<Arc<Shared>> {
    Router::new()
        .route("/healthz", get(operations::alive))
        .route("/readyz", get(operations::ready))
        .route("/metrics", get(operations::figures))
        .layer(map_response(operations::probed))
        // Whoever reads it asks the host, whatever stands before its paths.
        .route("/robots.txt", get(sitemap::robots))
}
