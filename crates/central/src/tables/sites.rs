//! Which service area a site belongs to.

use residence::{KioskId, ServiceArea};

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// Finds the service area of a kiosk's site; one without a row follows the province.
pub async fn area_of(store: &dyn Store, kiosk: &KioskId) -> Result<ServiceArea, StoreError> {
    let select = Statement::new(
        "SELECT area FROM sites WHERE site = (SELECT site FROM kiosks WHERE id = $1)",
        [kiosk.as_str().into()],
    );
    let named = first_row(store, select)
        .await?
        .map(|mut row: Row| row.take::<String>())
        .transpose()?;
    named.map_or(Ok(ServiceArea::fictitious()), |text| {
        ServiceArea::parse(&text).map_err(|_| StoreError::Corrupt)
    })
}

/// Names the service area of a site, from now on.
pub fn set_area(site: &str, area: &ServiceArea) -> Statement {
    Statement::new(
        "INSERT INTO sites (site, area) VALUES ($1, $2)
         ON CONFLICT (site) DO UPDATE SET area = excluded.area",
        [site.into(), area.as_str().into()],
    )
}
